/**
 * `tasklab runs logs`: what a run's tasks logged and printed, oldest first, a line each: time, level, task, attempt, text.
 */

import { stripVTControlCharacters, styleText } from 'node:util'
import type { LogLine, RunRecord } from '../../../lib/index'
import { KernelError } from '../../error'
import { nearest } from '../nearest'
import { wantsColours } from '../terminal'
import type { OneRunArguments } from './show'
import { StoredRuns } from './stored-runs'

export async function logs({ values, operands: [id = '', task] }: OneRunArguments): Promise<number> {
  return StoredRuns.use(values.store, async runs => {
    const run = await runs.load(await runs.find(id))
    const lines = linesOf(run, task)
    if (values.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`)
    else if (lines.length === 0) process.stdout.write(`${task ?? 'The run'} logged nothing.\n`)
    else process.stdout.write(logText(lines, wantsColours(process.stdout, process.env)))
    return 0
  })
}

/** Of the task with that slug, or of all with that name; `slug[3]` is one child of a mapped task. */
function linesOf({ tasks }: RunRecord, wanted: string | undefined): readonly LogLine[] {
  const labels = new Set(tasks.map(({ slug }) => slug))
  const [, name = '', child] = /^(.*?)(?:\[(\d+)\])?$/s.exec(wanted ?? '') ?? []
  const slugs = labels.has(name) ? [name] : [...labels].filter(slug => nameOf(slug) === name)
  if (wanted !== undefined && slugs.length === 0) throw unknownTask(wanted, [...labels])
  return tasks
    .filter(({ slug }) => wanted === undefined || slugs.includes(slug))
    .filter(({ mapIndex }) => child === undefined || mapIndex === Number(child))
    .flatMap(task => task.logs)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** `fetch` of the slug `fetch-2`. */
function nameOf(slug: string): string {
  return slug.replace(/-\d+$/, '')
}

function unknownTask(wanted: string, slugs: readonly string[]): KernelError {
  const close = nearest(wanted, [...slugs, ...slugs.map(nameOf)])
  const named = slugs.slice(0, 8).join(', ') + (slugs.length > 8 ? ` and ${slugs.length - 8} more` : '')
  const hint = close === undefined ? `Its tasks are ${named || 'none'}.` : `Did you mean "${close}"?`
  return new KernelError('task', `The run has no task "${wanted}".`, hint)
}

const levelColours = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const

function logText(lines: readonly LogLine[], coloured: boolean): string {
  const place = ({ task, mapIndex, attempt }: LogLine) =>
    `${task}${mapIndex === undefined ? '' : `[${mapIndex}]`} #${attempt}`
  const width = Math.max(...lines.map(line => place(line).length))
  const styled = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text
  return lines
    .map(line => {
      const head = `${clock(line.at)} ${line.level.padEnd(5)} ${place(line).padEnd(width)}`
      const text = (coloured ? line.text : stripVTControlCharacters(line.text)).replace(/\n$/, '')
      const more = `\n${' '.repeat(head.length + 2)}`
      return `${styled(levelColours[line.level], head)}  ${text.replaceAll('\n', more)}\n`
    })
    .join('')
}

function clock(at: Date): string {
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
