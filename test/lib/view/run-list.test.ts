import { deepEqual, match } from 'node:assert/strict'
import type { RunRow } from '../../../lib/store/store'
import { runList } from '../../../lib/view/run-list'
import { formatClock, formatDay } from '../../../lib/view/time-text'
import { cellTexts } from './html-check'
import { at } from './sample'

const outcome = (type: RunRow['state']['type'], message?: string): RunRow['state'] => ({
  type,
  ...(message === undefined ? {} : { message }),
  toString: () => `${type}(${message === undefined ? '' : JSON.stringify(message)})`,
})

const base = { flow: 'pages', startedAt: at(0) }
const runs: readonly RunRow[] = [
  { ...base, runId: 'run-4', state: outcome('Running') },
  { ...base, runId: 'run-3', state: outcome('Running', 'The process ended before the run did.'), resumedFrom: 'run-1' },
  { ...base, runId: 'run-1', endedAt: at(1200), state: outcome('Failed', 'Some key tasks failed.') },
]

describe('The list of stored runs', () => {
  const bundle = runList(runs, at(5000).getTime())
  const started = `${formatDay(at(0))} ${formatClock(at(0))}`

  it('says of each run how it stands, and which one it went on from', () => {
    const [, ...rows] = cellTexts(bundle['text/html'])
    deepEqual(rows, [
      ['run-4', 'pages', '► Running', started, '5 s so far'],
      ['run-3 from run-1', 'pages', '↯ Cut Off The process ended before the run did.', started, ''],
      ['run-1', 'pages', '✗ Failed Some key tasks failed.', started, '1.2 s'],
    ])
  })

  it('is aligned as text, with whole ids', () => {
    const [head, ...lines] = String(bundle['text/plain']).split('\n')
    match(head ?? '', /^run id {2}flow {3}state +started +took {2}resumed from$/)
    match(lines[1] ?? '', /^run-3 {3}pages {2}Cut Off\("The process ended before the run did\."\) .* run-1$/)
  })
})
