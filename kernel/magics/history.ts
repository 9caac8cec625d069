/**
 * %history: what was run, in this session and earlier ones, printed as IPython prints it: ready to be pasted, with
 * numbers if they are asked for. Ranges are IPython's: `4-6` of this session, `~1/` all of the one before, `12/3-5`.
 */

import type { History, HistoryEntry } from '../front/history-store'
import { numberOption, parseOptions, usageError, wordsOf } from './arguments'
import type { MagicRun } from './magic'

const forms = { '-n': false, '-o': false, '-l': true, '-g': true, '-u': false }
const numberWidth = 4

export const history: MagicRun = async ({ magic, args }, { print, session }) => {
  const { options, rest } = parseOptions(magic, args, forms)
  const ranges = wordsOf(magic, rest).map(({ text }) => {
    const range = parseRange(text)
    if (range === undefined) throw usageError(magic, `${JSON.stringify(text)} is no range.`)
    return range
  })
  const limit = numberOption(magic, options, '-l')
  const pattern = options.get('-g')
  const chosen =
    pattern !== undefined
      ? session.history.search(`*${pattern}*`, { ...(limit !== undefined && { n: limit }), unique: options.has('-u') })
      : limit !== undefined
        ? session.history.tail(limit)
        : (ranges.length > 0 ? ranges : [thisSession]).flatMap(range => rangeOf(session.history, range))
  const numbered = options.has('-n') || pattern !== undefined
  // of this session the number alone, of others the session's too
  const own = session.history.range(0, 1).at(-1)?.session
  print('stdout', historyText(chosen, { numbered, results: options.has('-o'), own }))
  return undefined
}

export interface Range {
  /** 0 is this session, -1 the one before it; above 0 a session's own number. */
  readonly session: number
  readonly start: number
  /** After the last line. */
  readonly stop?: number
}

const thisSession: Range = { session: 0, start: 1 }

/** `4`, `4-6`, `4-`, `~1/`, `~2/3`, `12/3-5`. */
export function parseRange(text: string): Range | undefined {
  const [, back, session, from, dash, to] = /^(?:(~?)(\d+)\/)?(?:(\d+)(?:(-)(\d*))?)?$/.exec(text) ?? []
  if (text === '' || (session === undefined && from === undefined)) return undefined
  const where = session === undefined ? 0 : back === '~' ? -Number(session) : Number(session)
  if (from === undefined) return { session: where, start: 1 }
  const start = Number(from)
  if (dash === undefined) return { session: where, start, stop: start + 1 }
  return { session: where, start, ...(to !== '' && { stop: Number(to) + 1 }) }
}

function rangeOf(history: History, { session, start, stop }: Range): readonly HistoryEntry[] {
  return history.range(session, start, stop)
}

export function historyText(
  entries: readonly HistoryEntry[],
  {
    numbered,
    results,
    own,
  }: { readonly numbered: boolean; readonly results: boolean; readonly own?: number | undefined },
): string {
  return entries
    .map(({ session, line, input, output }) => {
      const text = input.trimEnd()
      const place = session === own ? `${line}` : `${session}/${line}`
      const number = numbered ? `${place.padStart(numberWidth)}:${text.includes('\n') ? '\n' : ' '}` : ''
      return `${number}${text}\n${results && output !== null ? `${output}\n` : ''}`
    })
    .join('')
}
