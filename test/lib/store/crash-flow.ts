/**
 * The process that the crash test kills: a flow with chains, a fan-out, mapped tasks and a retry, resumed from
 * whatever the process before left. It tells at once, on stdout, what it was shown, and notes in a file what ran.
 * Arguments: the store's file and the file of notes.
 */
import { appendFileSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { unmapped } from '../../../lib/argument'
import { context } from '../../../lib/context'
import { Flow } from '../../../lib/flow'
import { openStore } from '../../../lib/store/open-store'
import { task } from '../../../lib/task-function'

const [, , storeFile = '', notes = ''] = process.argv

/** Takes a moment, now and then a longer one, and notes that the task ran. */
async function work<T>(what: string, value: T): Promise<T> {
  await sleep(what.length % 7)
  appendFileSync(notes, `${what}\n`)
  return value
}

/** The result that the flow must come to, however often it was killed. */
export const EXPECTED = 2 * (0 + 1 + 4 + 9 + 16 + 25) + 12 * 3 + 'x'.repeat(150_000).length

export function crashFlow(): Flow {
  const flow = new Flow('crash')
  flow.build(() => {
    const step = task({ name: 'step' }, (n: number) => work(`step ${n}`, n + 1))
    let end = step(0)
    for (let n = 1; n < 12; n++) end = step(end)
    const list = task({ name: 'list' }, () => work('list', [0, 1, 2, 3, 4, 5]))
    const square = task({ name: 'square' }, (n: number) => work(`square ${n}`, n * n))
    const double = task({ name: 'double' }, (n: number, by: number) => work(`double ${n}`, n * by))
    const doubled = double.map(square.map(list()), unmapped(2))
    const large = task({ name: 'large' }, () => work('large', 'x'.repeat(150_000)))
    const size = task({ name: 'size' }, (text: string) => work('size', text.length))
    const flaky = task({ name: 'flaky', maxRetries: 2, retryDelay: 1 }, async (n: number) => {
      if (context.taskRunCount === 1) throw new Error('the first time never works')
      return work('flaky', n)
    })
    const fan = Array.from({ length: 2 }, () => flaky(end))
    const total = task({ name: 'total' }, (all: number[], fan: number[], size: number, last: number) =>
      work(
        'total',
        [...all, ...fan, last].reduce((sum, n) => sum + n, size),
      ),
    )
    total(doubled, fan, size(large()), end)
  })
  return flow
}

async function main(): Promise<void> {
  const flow = crashFlow()
  const tell = (line: unknown) => writeSync(1, `${JSON.stringify(line)}\n`)
  const store = openStore(storeFile)
  tell({ ready: true })
  const state = await flow.resume(undefined, {
    store,
    wait: true,
    host: {},
    onStateChange: (task, state, ...index: unknown[]) => {
      const result = typeof state.result === 'number' ? state.result : undefined
      tell({ slug: task.slug, mapIndex: index[0], type: state.type, result })
    },
  })
  const [total] = flow.getTasks({ name: 'total' })
  tell({ end: String(state), total: total && state.value(total) })
  await store.close()
}

if (require.main === module) void main()
