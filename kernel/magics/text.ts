/** %%html, %%markdown, %%latex, %%svg, %%javascript: the cell's text as that MIME type, with the text as its fallback. */

import { noArguments, usageError } from './arguments'
import type { MagicRun } from './magic'

export function showAs(mime: string): MagicRun {
  return async ({ magic, args, text }, { display }) => {
    noArguments(magic, args)
    if (text.trim() === '') throw usageError(magic, 'There is nothing below it to show.')
    display({ [mime]: text, 'text/plain': text })
    return undefined
  }
}
