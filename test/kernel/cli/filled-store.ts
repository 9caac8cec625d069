/**
 * A folder with a store in it that holds something of everything, for the commands that read and delete runs.
 * It is filled once for a suite; each test gets a fresh copy to spoil.
 */

import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context, Flow, openStore, Parameter, type RunRow, secret, task } from '../../../lib/index'
import { type Ended, isOneLine, root, tasklab } from './command-line'

/** Of the secret that a task of it is given. */
export const secretValue = 'correct-horse-battery'

/** Runs in a store, as people leave them, the oldest first: a run that failed, one that went on from it, a mapped one with logs, one that was killed. */
async function fill(file: string): Promise<void> {
  const store = openStore(file)
  const quietly = { store, host: {} }
  const flow = new Flow('shop')
  let broken = true
  const load = task({ name: 'load' }, async (town: string) => {
    context.logger?.info('loading', town)
    return new Map([[town, 3]])
  })
  const sell = task({ name: 'sell' }, async (stock: Map<string, number>) => {
    context.logger?.warn('two\nlines')
    if (broken) throw new Error('The till is stuck.')
    return stock.size
  })
  flow.build(() => sell(load(new Parameter<string>('town', { default: 'Ulm' }))))
  const first = await flow.run({ ...quietly, parameters: { town: 'Bern' } })
  broken = false
  await flow.resume(first, quietly)

  const mapped = new Flow('many')
  const half = task({ name: 'half' }, async (n: number) => {
    context.logger?.info(`halving ${n}`)
    if (n === 3) throw new Error('3 is odd.')
    return n / 2
  })
  mapped.build(() => half.map([2, 3, 4]))
  await mapped.run(quietly)

  process.env.SHOP_KEY = secretValue
  const keys = new Flow('keys')
  const use = task({ name: 'use' }, async (key: string) => {
    context.logger?.info(`the key is ${key}`)
    return { key }
  })
  keys.build(() => use(secret('SHOP_KEY')))
  await keys.run(quietly)
  await store.close()
  delete process.env.SHOP_KEY

  const killed = `
    const { Flow, openStore, task } = require(${JSON.stringify(join(root, 'lib', 'index.ts'))})
    const flow = new Flow('killed')
    flow.build(() => task({ name: 'waits' }, () => { setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50); return new Promise(() => {}) })())
    flow.run({ store: openStore(${JSON.stringify(file)}) })`
  spawnSync(process.execPath, ['-r', 'ts-node/register', '-e', killed], { cwd: root })
}

export class FilledStore {
  /** Where the test works; its `.tasklab` is a copy. */
  folder = ''
  rows: readonly RunRow[] = []
  readonly #original = mkdtempSync(join(tmpdir(), 'tasklab test '))

  async fill(): Promise<void> {
    const file = join(this.#original, 'filled.sqlite')
    await fill(file)
    const store = openStore(file)
    this.rows = await store.runs()
    await store.close()
  }

  get file(): string {
    return join(this.folder, '.tasklab', 'runs.sqlite')
  }

  copy(): void {
    this.folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    mkdirSync(join(this.folder, '.tasklab'))
    for (const name of readdirSync(this.#original).filter(name => name.startsWith('filled.sqlite')))
      copyFileSync(join(this.#original, name), join(this.folder, '.tasklab', name.replace('filled', 'runs')))
  }

  removeCopy(): void {
    rmSync(this.folder, { recursive: true })
  }

  remove(): void {
    rmSync(this.#original, { recursive: true })
  }

  /** The newest run of that flow. */
  idOf(flow: string): string {
    const row = this.rows.find(row => row.flow === flow)
    assert.ok(row)
    return row.runId
  }

  /** `tasklab runs` in the folder. */
  runs(...args: readonly string[]): Promise<Ended> {
    return tasklab(['runs', ...args], { cwd: this.folder, env: { TASKLAB_HOME: '' } })
  }
}

export async function assertFault(end: Promise<Ended>, message: RegExp): Promise<void> {
  const { code, stdout, stderr } = await end
  assert.match(stderr, message)
  assert.deepEqual({ code, stdout, oneLine: isOneLine(stderr) }, { code: 2, stdout: '', oneLine: true })
}
