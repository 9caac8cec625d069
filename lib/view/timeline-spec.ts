/**
 * The vega-lite 5 spec of a timeline: runs one above the other on one scale, the same rows in each, so that what a
 * re-run saved is seen at a glance. Waits are thin bars, reused tasks diamonds at the begin.
 */
import type { VegaLiteSpec } from './chart'
import { titleLines } from './graph-labels'
import { labelWidth, page } from './graph-page'
import { legendLabels, statusFill, statusMarks } from './palette'
import { formatDuration } from './time-text'
import type { TimelineBar, TimelineRun } from './timeline-bars'

/** A run with what is written above it. */
export interface LabelledRun extends TimelineRun {
  readonly label: string
}

/** The unit that gives readable numbers on the axis. */
const units = [
  { below: 1000, length: 1, name: 'milliseconds' },
  { below: 180_000, length: 1000, name: 'seconds' },
  { below: 3 * 3_600_000, length: 60_000, name: 'minutes' },
  { below: Number.POSITIVE_INFINITY, length: 3_600_000, name: 'hours' },
] as const

/** The whole picture is no wider than a graph; the axis has what the names on its left and the notes behind it leave. */
const axisWidth = { least: 360, most: 600 } as const
/** Room behind the longest run, so that a bar's duration stands inside; what still waits reaches into it. */
const beyond = 1.06
/** A bar that would be thinner than two units of the picture is drawn two wide. */
const thinnest = 2 / axisWidth.least

/** Lays the runs out as facets of one chart. */
export function timelineSpec(runs: readonly LabelledRun[], title: string): VegaLiteSpec {
  const rows = [...new Set(runs.flatMap(run => run.rows))]
  const longest = Math.max(1, ...runs.map(run => run.bars.reduce((most, bar) => Math.max(most, bar.to), run.length)))
  const unit = units.find(({ below }) => longest < below) ?? units[0]
  const values = runs.flatMap(run => runValues(run, longest, unit.length))
  const width = widthBeside(rows, values)
  const step = rows.length <= 30 ? 24 : rows.length <= 80 ? 14 : Math.max(2, Math.floor(1200 / rows.length))
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    background: 'white',
    title: { text: titleLines(title), anchor: 'start', fontSize: 16, fontWeight: 'bold', color: '#333333', offset: 12 },
    config: { view: { stroke: '#dddddd' } },
    data: { values },
    facet: {
      row: { field: 'run', type: 'nominal', sort: null, title: null, header: { ...header, labelLimit: width } },
    },
    spec: {
      width,
      height: { step },
      layer: layers(values, { rows, step, longest: longest / unit.length, unit: unit.name }),
    },
  }
}

const header = {
  labelOrient: 'top',
  labelAnchor: 'start',
  labelFontSize: 12,
  labelFontWeight: 'bold',
}

const longestName = 220

function widthBeside(rows: readonly string[], values: readonly BarValue[]): number {
  const names = rows.reduce((most, name) => Math.max(most, labelWidth(name, 12)), 0)
  const notes = values.reduce((most, { label = '' }) => Math.max(most, labelWidth(String(label), 10)), 0)
  const left = page.widest - Math.min(longestName, names) - notes
  return Math.round(Math.min(axisWidth.most, Math.max(axisWidth.least, left)))
}

interface Frame {
  readonly rows: readonly string[]
  /** Height of a row. */
  readonly step: number
  readonly longest: number
  readonly unit: string
}

function layers(values: readonly BarValue[], { rows, step, longest, unit }: Frame): readonly VegaLiteSpec[] {
  const hasNames = step >= 9
  const hasNotes = step >= 14
  const labelFontSize = Math.min(12, step - 2)
  const axis = {
    title: null,
    labels: hasNames,
    ticks: false,
    domain: false,
    grid: hasNotes,
    labelLimit: longestName,
    labelFontSize,
  }
  const y = { field: 'task', type: 'nominal', scale: { domain: rows }, axis: { ...axis, gridColor: '#eeeeee' } }
  const xAxis = { title: `${unit} since the run began` }
  const x = { field: 'from', type: 'quantitative', axis: xAxis, scale: { domain: [0, longest * beyond], nice: false } }
  const present = [...new Set(values.filter(isStretch).map(value => value.status))]
  const color = {
    field: 'status',
    legend: { orient: 'bottom', labelExpr: legendLabels(present) },
    type: 'nominal',
    title: null,
    scale: { domain: present, range: present.map(barFill) },
  }
  const bars = (filter: string, band: number): VegaLiteSpec => ({
    transform: [{ filter }],
    mark: { type: 'bar', stroke: '#666666', strokeWidth: hasNames ? 0.5 : 0, height: { band } },
    encoding: { x, x2: { field: 'to' }, y, color, tooltip: tooltip(values) },
  })
  const reused = {
    transform: [{ filter: "datum.status == 'Reused'" }],
    mark: { type: 'point', shape: 'diamond', filled: true, color: '#666666', size: hasNames ? 60 : 12, opacity: 1 },
    encoding: { x, y, tooltip: tooltip(values) },
  }
  const notes = {
    transform: [{ filter: 'isValid(datum.label)' }],
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, fontSize: 10, color: '#555555' },
    encoding: { x: { ...x, field: 'to' }, y, text: { field: 'label', type: 'nominal' } },
  }
  const attempts = bars('!test(/Waiting|Reused|Not Run/, datum.status)', 0.7)
  return [bars("datum.status == 'Waiting'", 0.25), attempts, reused, ...(hasNotes ? [notes] : [])]
}

const isStretch = ({ status }: { readonly status: TimelineBar['status'] }): boolean =>
  status !== 'Reused' && status !== 'Not Run'

const barFill = (status: TimelineBar['status']): string =>
  statusFill(status === 'Waiting' || status === 'Reused' ? 'Retrying' : status)

type BarValue = Readonly<Record<string, unknown>> & { readonly status: TimelineBar['status'] }

function runValues(run: LabelledRun, longest: number, unit: number): readonly BarValue[] {
  const last = new Map(run.bars.filter(bar => bar.status !== 'Waiting').map(bar => [bar.task, bar]))
  const left = new Set(run.bars.filter(bar => bar.left !== undefined).map(bar => bar.task))
  return run.bars.map(bar => {
    const to =
      bar.left === undefined ? Math.max(bar.to, bar.from + (isStretch(bar) ? longest * thinnest : 0)) : longest * beyond
    const values = { run: run.label, task: bar.task, status: bar.status, from: bar.from / unit, to: to / unit }
    const isLabelled = left.has(bar.task) ? bar.left !== undefined : last.get(bar.task) === bar
    const label = isLabelled ? { label: barLabel(last.get(bar.task), bar.left) } : {}
    return { ...values, ...label, ...tooltipValues(bar) }
  })
}

/** What stands at the end of a row: how long its last attempt took, and for how long it goes on waiting. */
function barLabel(last: TimelineBar | undefined, left: number | undefined): string {
  const wait = left === undefined ? [] : [`waits ${formatDuration(left)} more`]
  return [...(last === undefined ? [] : ownLabels(last)), ...wait].join(', ')
}

function ownLabels(bar: TimelineBar): readonly string[] {
  if (isStretch(bar)) return [`${markOf(bar)}${formatDuration(bar.to - bar.from)}`]
  return [bar.status.toLowerCase(), ...(bar.status === 'Not Run' && bar.note !== undefined ? [bar.note] : [])]
}

/** The mark of the state that it came to, for whom its colour tells nothing. */
const markOf = ({ status }: TimelineBar): string =>
  status === 'Waiting' || status === 'Reused' ? '' : `${statusMarks[status]} `

const tooltipTitles = {
  task: 'Name',
  status: 'State',
  attempt: 'Attempt',
  began: 'Began',
  took: 'Took',
  note: 'Note',
} as const

function tooltipValues(bar: TimelineBar): Readonly<Record<string, unknown>> {
  const times = isStretch(bar)
    ? { began: `after ${formatDuration(bar.from)}`, took: formatDuration(bar.to - bar.from + (bar.left ?? 0)) }
    : {}
  return {
    ...times,
    ...(bar.attempt === undefined ? {} : { attempt: bar.attempt }),
    ...(bar.note === undefined ? {} : { note: bar.note }),
  }
}

function tooltip(values: readonly BarValue[]): readonly VegaLiteSpec[] {
  const used = Object.entries(tooltipTitles).filter(([field]) => values.some(value => value[field] !== undefined))
  return used.map(([field, title]) => ({ field, type: 'nominal', title }))
}
