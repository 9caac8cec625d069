/** is_complete_request: whether Enter in a console runs the input or opens another line. */

import type { Message } from '../../wire/message'
import { field, type ShellReplies } from '../../wire/requests'

/** A shell command goes on in the next line after a backslash. */
const continuedCommand = /(?:^|\n)[ \t]*!(?:[^\n]*\\\n)*[^\n]*\\$/

export function isCompleteReply({ content }: Message): ShellReplies['is_complete_request'] {
  const code = field(content, 'code', 'string')
  // the body of a cell magic need not be code: an empty line ends it, as in IPython
  if (/^\s*%%/.test(code)) return /\n\s*$/.test(code) ? { status: 'complete' } : { status: 'incomplete', indent: '' }
  if (continuedCommand.test(code)) return { status: 'incomplete', indent: '' }
  const { isComplete } = require('../../cell/is-complete') as typeof import('../../cell/is-complete')
  const { codeOf } = require('../../magics/code-of') as typeof import('../../magics/code-of')
  return isComplete(codeOf(code), code)
}
