import { strict as assert } from 'node:assert'
import { PassThrough } from 'node:stream'
import { agreed } from '../../../kernel/cli/runs/remove'
import { Flow, openStore, type RunRow, task } from '../../../lib/index'
import { isOneLine } from './command-line'
import { assertFault, FilledStore } from './filled-store'

describe('tasklab runs rm and prune', () => {
  const store = new FilledStore()
  const runs = store.runs.bind(store)
  const idOf = store.idOf.bind(store)

  before(async function () {
    this.timeout(30_000)
    await store.fill()
  })

  after(() => store.remove())
  beforeEach(() => store.copy())
  afterEach(() => store.removeCopy())

  describe('rm', () => {
    it('says which runs go, and takes them with all that is stored of them', async () => {
      const { code, stdout } = await runs('rm', idOf('many'), idOf('keys'), idOf('many'))
      assert.match(
        stdout,
        / many +✗ Failed [\s\S]* keys +✓ Success [\s\S]*\nRemoved 2 runs, with inputs, results and logs\.\n$/,
      )
      assert.equal(code, 0)
      assert.equal(JSON.parse((await runs('--json')).stdout).length, 3)
    })

    it('removes none when one of the ids is wrong', async () => {
      await assertFault(runs('rm', idOf('many'), 'zz'), /There is no run "zz"/)
      assert.equal(JSON.parse((await runs('--json')).stdout).length, 5)
    })

    it('refuses one that is still going on', async () => {
      const { promise: end, resolve } = Promise.withResolvers<void>()
      const flow = new Flow('alive')
      flow.build(() => task({ name: 'waits' }, () => end)())
      const opened = openStore(store.file)
      const started = Promise.withResolvers<void>()
      const run = flow.run({ store: opened, host: {}, onStateChange: () => started.resolve() })
      await started.promise
      try {
        const [alive] = JSON.parse((await runs('--json')).stdout)
        assert.match((await runs()).stdout, /alive +► Running /)
        const { code, stderr } = await runs('rm', alive.runId, '--yes')
        assert.match(stderr, /The run \S+ of alive is still going on\./)
        assert.deepEqual({ code, oneLine: isOneLine(stderr) }, { code: 2, oneLine: true })
      } finally {
        resolve()
        await run
        await opened.close()
      }
    })
  })

  describe('the question of rm', () => {
    const cases: readonly [string, boolean][] = [
      ['y\n', true],
      ['Yes\n', true],
      ['\n', false],
      ['n\n', false],
      ['yellow\n', false],
      ['', false],
    ]
    for (const [answer, expected] of cases) {
      it(`takes ${JSON.stringify(answer)} for a ${expected ? 'yes' : 'no'}`, async () => {
        const input = Object.assign(new PassThrough(), { isTTY: true })
        const output = Object.assign(new PassThrough(), { isTTY: true })
        let said = ''
        output.on('data', chunk => {
          said += chunk
        })
        input.end(answer)
        assert.equal(await agreed('Remove 1 run?', input, output), expected)
        assert.ok(said.includes('Remove 1 run? [y/N] '))
      })
    }

    it('is not asked where nobody is at a terminal', async () => {
      assert.equal(await agreed('Remove 1 run?', new PassThrough(), new PassThrough()), true)
    })
  })

  describe('prune', () => {
    it('keeps the newest of each flow and what they came from, and says what it removed', async () => {
      const { runId } = store.rows.find(row => row.flow === 'many') ?? { runId: '' }
      await again(store.file, 'many')
      const { code, stdout } = await runs('prune', '--keep', '1')
      assert.equal(code, 0)
      assert.match(stdout, / many +✗ Failed [^\n]+\nRemoved 1 run\.\n$/)
      const left = JSON.parse((await runs('--json')).stdout)
      assert.ok(left.every((row: RunRow) => row.runId !== runId))
      assert.equal(left.filter((row: RunRow) => row.flow === 'shop').length, 2)
    })

    it('keeps what is not older than it is told', async () => {
      await again(store.file, 'many')
      assert.equal((await runs('prune', '--older-than', '1 day')).stdout, 'Nothing to remove.\n')
      assert.match((await runs('prune', '--older-than', '1ms')).stdout, /\nRemoved 1 run\.\n$/)
    })

    it('refuses what is no number and no duration', async () => {
      await Promise.all([
        assertFault(runs('prune', '--keep', '-1'), /--keep needs a value/),
        assertFault(runs('prune', '--keep=1.5'), /--keep "1\.5" is no number of runs/),
        assertFault(runs('prune', '--older-than', '30'), /--older-than "30" is no duration/),
      ])
    })
  })
})

/** One more run of a flow of that name. */
async function again(file: string, name: string): Promise<void> {
  const store = openStore(file)
  const flow = new Flow(name)
  flow.build(() => task({ name: 'one' }, () => 1)())
  await flow.run({ store, host: {} })
  await store.close()
}
