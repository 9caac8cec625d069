/**
 * The magics, as data: what `%lsmagic`, help and completion show, and what runs, is this one table.
 * Rows are small and say where the rest is; the functions are loaded when they are first run.
 */

import { nearest } from '../cli/nearest'
import { KernelError } from '../error'
import type { Magic, MagicForm } from './magic'
import { fileMagics } from './rows/files'
import { flowMagics } from './rows/flows'
import { sessionMagics } from './rows/session'
import { shellMagics } from './rows/shell'
import { textMagics } from './rows/text'
import { timingMagics } from './rows/timing'

const rows: readonly Magic[] = [
  ...timingMagics,
  ...textMagics,
  ...shellMagics,
  ...fileMagics,
  ...flowMagics,
  ...sessionMagics,
]

export type { Magic }

export const magics: ReadonlyMap<string, Magic> = new Map(rows.map(magic => [magic.name, magic]))

/** How it is typed: `%cd`, `%%bash`, `!`. */
export function signedName({ name }: Pick<Magic, 'name'>, form: MagicForm): string {
  if (/^\W/.test(name)) return name
  return form === 'line' ? `%${name}` : `%%${name}`
}

/** @throws KernelError `unknown-magic` or `magic-form`, naming the magic and the nearest one that there is. */
export function magicOf(form: MagicForm, name: string): Magic {
  const magic = magics.get(name)
  if (magic === undefined) {
    const close = nearest(name, [...magics.keys()])
    const near = close === undefined ? undefined : magics.get(close)
    const nearForm = near?.forms.includes(form) === true ? form : near?.forms[0]
    const hint =
      near === undefined || nearForm === undefined
        ? '%lsmagic lists all that there are.'
        : `Did you mean ${signedName(near, nearForm)}? Usage: ${near.usage}`
    throw new KernelError('unknown-magic', `There is no magic ${signedName({ name }, form)}.`, hint)
  }
  if (!magic.forms.includes(form)) {
    const is = form === 'line' ? 'a line magic' : 'a cell magic'
    throw new KernelError('magic-form', `${signedName(magic, form)} is not ${is}.`, `Usage: ${magic.usage}`)
  }
  return magic
}
