/** history_request: what was run, in this session or in earlier ones, as tail, range or search. */

import type { JsonObject, Message } from '../../wire/message'
import { field, type HistoryRow, type ShellReplies } from '../../wire/requests'
import type { History, HistoryEntry } from '../history-store'

const defaultTail = 10

export function historyReply(history: History, { content }: Message): ShellReplies['history_request'] {
  const withOutput = field(content, 'output', 'boolean', false)
  const rows = chosen(history, content).map(entry => row(entry, withOutput))
  return { status: 'ok', history: rows }
}

function chosen(history: History, content: JsonObject): readonly HistoryEntry[] {
  const access = field(content, 'hist_access_type', 'string', 'tail')
  switch (access) {
    case 'tail':
      return history.tail(limit(content) ?? defaultTail)
    case 'range': {
      // null is Python's word for a bound that was left out
      const stop = content.stop == null ? undefined : field(content, 'stop', 'number')
      return history.range(field(content, 'session', 'number', 0), field(content, 'start', 'number', 1), stop)
    }
    case 'search': {
      const n = limit(content)
      const unique = field(content, 'unique', 'boolean', false)
      return history.search(field(content, 'pattern', 'string', '*'), { unique, ...(n !== undefined && { n }) })
    }
    default:
      throw new TypeError(
        `The request's hist_access_type is ${JSON.stringify(access)}; expected "tail", "range" or "search".`,
      )
  }
}

/** All that there are, without it. */
function limit(content: JsonObject): number | undefined {
  return content.n == null ? undefined : Math.max(0, Math.floor(field(content, 'n', 'number')))
}

function row({ session, line, input, output }: HistoryEntry, withOutput: boolean): HistoryRow {
  return [session, line, withOutput ? [input, output] : input]
}
