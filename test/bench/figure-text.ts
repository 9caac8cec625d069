/**
 * Tables as text: aligned for a terminal, and as markdown. A peer's figure is followed by its ratio to ours, so that
 * above 1 means that ours is better (every unit here is one of which less is better).
 */

import { type Outcome, type Row, reached, type Table, type Unit } from './row'

/** Three digits that count: `0.71 µs`, `12.3 ms`, `1,250 ms`. */
export function figure(value: number, unit: Unit): string {
  const digits = value === 0 || unit === 'lines' || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`
}

export function terminalTable(table: Table): string {
  const cells = cellsOf(table)
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const lines = cells.map(row =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [table.title, table.note, '', ...lines].join('\n')
}

export function markdownTable(table: Table): string {
  const [head = [], ...rows] = cellsOf(table)
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [`## ${table.title}`, '', table.note, '', line(head), line(rule), ...rows.map(line)].join('\n')
}

function cellsOf(table: Table): string[][] {
  const [ours = '', ...peers] = table.contestants
  const rows = table.rows.map(row => [
    row.name,
    outcome(row.outcomes.get(ours), row.unit),
    ...peers.map(peer => beside(row, ours, peer)),
    target(row, ours),
  ])
  return [['', ours, ...peers, 'target'], ...rows]
}

function outcome(value: Outcome | undefined, unit: Unit): string {
  return value === undefined ? '–' : typeof value === 'number' ? figure(value, unit) : value
}

function beside(row: Row, ours: string, peer: string): string {
  const [mine, its] = [row.outcomes.get(ours), row.outcomes.get(peer)]
  const text = outcome(its, row.unit)
  if (typeof mine !== 'number' || typeof its !== 'number' || mine === 0 || row.unit === 'lines') return text
  const ratio = its / mine
  return `${text} (${ratio >= 100 ? Math.round(ratio).toLocaleString('en-US') : ratio.toPrecision(2)}×)`
}

function target(row: Row, ours: string): string {
  const aim = row.targetPeer ?? (row.target === undefined ? undefined : figure(row.target, row.unit))
  if (aim === undefined) return ''
  const done = reached(row, ours)
  return `≤ ${aim}${done === undefined ? '' : done ? ' ✔' : ' ✘'}`
}
