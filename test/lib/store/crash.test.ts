import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { engineStore, openStore } from '../../../lib/store/open-store'
import { EXPECTED } from './crash-flow'

/** How often a process is killed; a hundred and more by `TASKLAB_CRASHES=100`. */
const CRASHES = Number(process.env.TASKLAB_CRASHES ?? 6)
const SEED = Number(process.env.TASKLAB_SEED ?? 11)

interface Told {
  readonly ready?: boolean
  readonly slug?: string
  readonly mapIndex?: number
  readonly type?: string
  readonly result?: number
  readonly end?: string
  readonly total?: number
}

/** Runs the flow in a process, and kills it so many milliseconds after it began; gives what it told until then. */
async function runAndKill(store: string, notes: string, after: number | undefined): Promise<Told[]> {
  const script = join(__dirname, 'crash-flow.ts')
  const child = spawn(process.execPath, ['-r', 'ts-node/register', script, store, notes], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: Told[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', line => {
    // The last line may have been cut off.
    if (!line.endsWith('}')) return
    const said = JSON.parse(line) as Told
    told.push(said)
    if (said.ready && after !== undefined) setTimeout(() => child.kill('SIGKILL'), after)
  })
  await Promise.all([once(child, 'exit'), once(lines, 'close')])
  return told
}

/** Mulberry32: the same crashes for the same seed. */
function randoms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

describe('A process that is killed at any instant', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-crash-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it(`takes back nothing that was shown, and resume() runs just what is missing (${CRASHES} crashes)`, async () => {
    const random = randoms(SEED)
    let finished = 0
    for (let crash = 0, round = 0; crash < CRASHES; round++) {
      const store = join(folder, `${round}.sqlite`)
      const notes = join(folder, `${round}.notes`)
      const done = new Map<string, number | undefined>()
      for (let ended = false; !ended; ) {
        const ranBefore = notesIn(notes).length
        const told = await runAndKill(store, notes, crash < CRASHES ? random() * 130 : undefined)
        const where = `round ${round}, crash ${crash}, seed ${SEED}`
        const ranNow = notesIn(notes).slice(ranBefore)
        for (const what of ranNow) assert.ok(!done.has(what), `${what} was done and ran again: ${where}`)
        for (const { slug, mapIndex, type, result } of told) {
          if (slug !== undefined && type === 'Success') done.set(nameOf(slug, mapIndex), result)
        }
        await checkStore(store, told, where)
        const end = told.find(({ end }) => end !== undefined)
        ended = end !== undefined
        if (!ended) {
          crash++
          continue
        }
        finished++
        assert.equal(end?.end, 'Success("All key tasks succeeded.")', where)
        assert.equal(end?.total, EXPECTED, where)
      }
    }
    assert.ok(finished > 0)
  }).timeout(60_000 + CRASHES * 5_000)
})

function notesIn(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

/** What the notes call a task: each is run with one input only. */
function nameOf(slug: string, mapIndex: number | undefined): string {
  const [, name = '', n = ''] = /^(.*)-(\d+)$/.exec(slug) ?? []
  if (name === 'step') return `step ${Number(n) - 1}`
  if (name === 'square') return `square ${mapIndex}`
  if (name === 'double' && mapIndex !== undefined) return `double ${mapIndex * mapIndex}`
  return name === 'flaky' ? '' : name
}

/** The store opens, and holds all that was shown as done. */
async function checkStore(file: string, told: readonly Told[], where: string): Promise<void> {
  const store = engineStore(openStore(file))
  const head = store.find({ flow: 'crash' })
  const shown = told.filter(({ slug, type }) => slug !== undefined && type === 'Success')
  if (head === undefined) assert.equal(shown.length, 0, where)
  else {
    assert.equal(head.alive, undefined, where)
    const { tasks } = store.line(head.runId)
    for (const { slug = '', mapIndex, result } of shown) {
      const family = tasks.get(slug)
      const entry = mapIndex === undefined ? family?.whole : family?.children.get(mapIndex)
      assert.equal(entry?.state.type, 'Success', `${slug} ${mapIndex ?? ''} was shown as done: ${where}`)
      if (result !== undefined) assert.equal(entry?.state.result, result, where)
    }
  }
  await store.close()
}
