/** is_complete_request: whether Enter in a console runs the input or opens another line. */

import type { Message } from '../../wire/message'
import { field, type ShellReplies } from '../../wire/requests'

export function isCompleteReply({ content }: Message): ShellReplies['is_complete_request'] {
  const { isComplete } = require('../../cell/is-complete') as typeof import('../../cell/is-complete')
  return isComplete(field(content, 'code', 'string'))
}
