import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type RunRow, stateFromJSON } from '../../../lib/index'
import { tasklab } from './command-line'
import { assertFault, FilledStore, secretValue } from './filled-store'

describe('tasklab runs', () => {
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

  describe('list', () => {
    it('shows the runs in an aligned table, newest first, a killed one as cut off', async () => {
      const { code, stdout } = await runs()
      assert.equal(code, 0)
      const [head = '', ...lines] = stdout.trimEnd().split('\n')
      assert.match(head, /^run +flow +state +started +duration +from$/)
      assert.deepEqual(
        lines.map(line => line.slice(head.indexOf('flow'), head.indexOf('started')).replace(/ +/g, ' ').trim()),
        ['killed ↯ Cut Off', 'keys ✓ Success', 'many ✗ Failed', 'shop ✓ Success', 'shop ✗ Failed'],
      )
      const [second = '', first = ''] = lines.slice(-2).map(line => line.split(' ', 1).join())
      assert.ok(lines[3]?.endsWith(` ${first}`), 'names the run that it came from')
      assert.ok(store.rows.at(-2)?.runId.startsWith(second))
      assert.match(lines[1] ?? '', / \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +[\d.]+ m?s$/)
    })

    it('colours the states only on a terminal or where it is forced to', async () => {
      const { stdout } = await tasklab(['runs'], { cwd: store.folder, env: { TASKLAB_HOME: '', FORCE_COLOR: '1' } })
      assert.ok(stdout.includes('\x1b[31m✗ Failed\x1b[39m'))
      assert.ok(stdout.includes('\x1b[32m✓ Success\x1b[39m'))
      assert.ok(!(await runs()).stdout.includes('\x1b'))
    })

    it('takes one flow, or so many at most and says how many more there are', async () => {
      const shop = await runs('--flow', 'shop')
      assert.equal(shop.stdout.split('\n').length, 4)
      const { stdout } = await runs('--limit', '2')
      assert.match(stdout, /\n… 3 more: --limit 5\n$/)
      assert.equal(stdout.split('\n').length, 5)
    })

    it('gives every run with whole ids and times as JSON', async () => {
      const { stdout } = await runs('--json')
      assert.deepEqual(
        JSON.parse(stdout),
        JSON.parse(JSON.stringify(store.rows.map(row => ({ ...row, state: plain(row) })))),
      )
    })

    it('says that there are none where no store is, makes none, and that is no failure', async () => {
      rmSync(join(store.folder, '.tasklab'), { recursive: true })
      const { code, stdout } = await runs()
      assert.match(stdout, /^No runs are stored in .*\.tasklab; [^\n]+\n$/)
      assert.equal(code, 0)
      assert.deepEqual(await runs('--json'), { code: 0, stdout: '[]\n', stderr: '' })
      assert.deepEqual(await runs('prune'), { code: 0, stdout: 'Nothing to remove.\n', stderr: '' })
      assert.deepEqual(readdirSync(store.folder), [])
    })

    it('names the flows that there are when it finds none of the one that is asked for', async () => {
      const { code, stdout } = await runs('--flow', 'shops')
      assert.match(
        stdout,
        /^No runs of "shops" are stored in .*; there are runs of "killed", "keys", "many", "shop"\.\n$/,
      )
      assert.equal(code, 0)
    })

    it('reads the store of TASKLAB_HOME, and the one that --store names by file, by folder, or by its notebook’s folder', async () => {
      const elsewhere = join(store.folder, 'else where')
      mkdirSync(elsewhere)
      const expected = (await runs('--json')).stdout
      const ways: readonly [readonly string[], NodeJS.ProcessEnv][] = [
        [['--json'], { TASKLAB_HOME: join(store.folder, '.tasklab') }],
        [['--json', '--store', '..'], {}],
        [['--json', '--store', '../.tasklab'], {}],
        [['--json', '--store', '../.tasklab/runs.sqlite'], {}],
      ]
      for (const [args, env] of ways) {
        const { stdout } = await tasklab(['runs', ...args], { cwd: elsewhere, env: { TASKLAB_HOME: '', ...env } })
        assert.equal(stdout, expected)
      }
    })

    it('refuses what is wrong: one line, exit code 2', async () => {
      writeFileSync(join(store.folder, 'notes.txt'), 'these are notes and no store')
      await Promise.all([
        assertFault(runs('--limit', 'ten'), /--limit "ten" is no number of runs/),
        assertFault(runs('--store', 'nowhere'), /There is no store at .*nowhere\./),
        assertFault(runs('--store', 'notes.txt'), /notes\.txt is no store of tasklab/),
      ])
      assert.ok(existsSync(join(store.folder, 'notes.txt')), 'looking moves nothing aside')
    })

    it('says in one line what lib says of a store that cannot be used', async () => {
      const file = store.file
      const newer = new DatabaseSync(file)
      newer.exec('PRAGMA user_version = 999')
      newer.close()
      await assertFault(runs(), /is of format 999, made by a newer version of tasklab/)
      rmSync(join(store.folder, '.tasklab'), { recursive: true })
      mkdirSync(join(store.folder, '.tasklab'))
      const other = new DatabaseSync(file)
      other.exec('CREATE TABLE mine (x)')
      other.close()
      await assertFault(runs(), /is the SQLite file of another program/)
      writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4_000, 7)]))
      await assertFault(runs(), /is damaged/)
    })
  })

  describe('show', () => {
    it('shows parameters, where the run came from, what went on from it, and the table of its tasks', async () => {
      const [second, first] = store.rows.filter(row => row.flow === 'shop')
      const failed = await runs('show', first?.runId ?? '')
      assert.equal(failed.code, 0)
      assert.match(failed.stdout, /^run +[0-9a-f-]{36}\nflow +shop\nstate +✗ Failed Some key tasks failed\.\n/)
      assert.match(failed.stdout, /\nparameters +town = "Bern"\n/)
      assert.match(failed.stdout, /\nwent on as +[0-9a-f-]+ \(✓ Success\)\n/)
      assert.match(failed.stdout, /\nload-1 +✓ Success .* Map\b.*\n/)
      assert.match(failed.stdout, /\nsell-1 +✗ Failed +The till is stuck\. /)
      const { stdout } = await runs('show', second?.runId ?? '')
      assert.match(stdout, /\ncame from +[0-9a-f-]+ \(✗ Failed\)\n/)
    })

    it('counts the children of a mapped task, and has a row for each that failed', async () => {
      const { stdout } = await runs('show', idOf('many'))
      assert.match(stdout, /\nhalf-1 +✗ Failed +mapped: 2 Success, 1 Failed /)
      assert.match(stdout, /\nhalf-1\[1\] +✗ Failed +3 is odd\. /)
      assert.doesNotMatch(stdout, /half-1\[0\]/)
    })

    it('tells of a run whose process was killed', async () => {
      const { stdout } = await runs('show', idOf('killed'))
      assert.match(stdout, /\nstate +↯ Cut Off The process ended before the run did\.\n/)
      assert.match(stdout, /\nwaits-1 +↯ Cut Off /)
    })

    it('names a parent that is no longer stored', async () => {
      const [second, first] = store.rows.filter(row => row.flow === 'shop')
      await runs('rm', first?.runId ?? '')
      const { stdout } = await runs('show', second?.runId ?? '')
      assert.ok(stdout.includes(`${first?.runId} (no longer stored)`))
    })

    it('takes any beginning that means one run, in capitals too', async () => {
      const id = idOf('many')
      const short =
        (await runs()).stdout
          .split('\n')
          .find(line => line.includes(' many '))
          ?.split(' ', 1)
          .join() ?? ''
      assert.ok(id.startsWith(short) && short.length < id.length)
      for (const way of [short, id.toUpperCase()]) assert.ok((await runs('show', way)).stdout.includes(id))
    })

    it('names the runs that a beginning means, and what is near an id that is unknown', async () => {
      await assertFault(
        runs('show', '0'),
        /"0" is the beginning of 5 runs: [0-9a-f-]+, [0-9a-f-]+, [0-9a-f-]+ and 2 more\./,
      )
      const id = idOf('many')
      await Promise.all([
        assertFault(runs('show', `${id.slice(0, -1)}g`), new RegExp(`Did you mean ${id}\\?`)),
        assertFault(runs('show', 'zz'), /There is no run "zz" in .*\. The newest is [0-9a-f-]+; see tasklab runs\./),
      ])
      rmSync(join(store.folder, '.tasklab'), { recursive: true })
      for (const command of ['show', 'logs', 'export', 'rm'])
        await assertFault(runs(command, 'zz'), /There is no run "zz": no runs are stored in /)
    })
  })

  describe('logs', () => {
    it('prints time, level, task, attempt and text, oldest first, further lines indented', async () => {
      const { stdout } = await runs('logs', store.rows.at(-1)?.runId ?? '')
      const time = /\d\d:\d\d:\d\d\.\d{3}/.source
      const indent = ' '.repeat('12:00:00.000 warn  sell-1 #1  '.length)
      const expected = `^${time} info  load-1 #1  loading Bern\n${time} warn  sell-1 #1  two\n${indent}lines\n$`
      assert.match(stdout, new RegExp(expected))
    })

    it('takes a task by slug or name, and one child of a mapped task', async () => {
      const id = store.rows.at(-1)?.runId ?? ''
      assert.match((await runs('logs', id, 'load')).stdout, /^\S+ info {2}load-1 #1 {2}loading Bern\n$/)
      assert.match((await runs('logs', id, 'sell-1')).stdout, /^\S+ warn {2}sell-1 #1 {2}two\n +lines\n$/)
      assert.match((await runs('logs', idOf('many'), 'half[2]')).stdout, /^\S+ info {2}half-1\[2\] #1 {2}halving 4\n$/)
    })

    it('gives the lines as JSON', async () => {
      const { stdout } = await runs('logs', store.rows.at(-1)?.runId ?? '', 'load', '--json')
      const [{ at, ...line }] = JSON.parse(stdout)
      assert.deepEqual(line, { level: 'info', task: 'load-1', attempt: 1, text: 'loading Bern' })
      assert.ok(!Number.isNaN(Date.parse(at)))
    })

    it('says that there is nothing, and which tasks there are', async () => {
      assert.equal((await runs('logs', idOf('killed'))).stdout, 'The run logged nothing.\n')
      await Promise.all([
        assertFault(runs('logs', idOf('many'), 'hafl'), /The run has no task "hafl"\. Did you mean "half"\?/),
        assertFault(runs('logs', idOf('many'), 'x'), /The run has no task "x"\. Its tasks are half-1\./),
      ])
    })
  })

  describe('export', () => {
    it('writes a run as JSON from which its states can be read again', async () => {
      const { stdout } = await runs('export', store.rows.at(-1)?.runId ?? '')
      const { tasks, startedAt, endedAt, ...run } = JSON.parse(stdout)
      const state = { type: 'Failed', message: 'Some key tasks failed.' }
      const { runId } = store.rows.at(-1) ?? {}
      const expected = { format: 'tasklab-run', version: 1, runId, flow: 'shop', state, parameters: { town: 'Bern' } }
      assert.deepEqual(run, expected)
      assert.ok(Date.parse(startedAt) <= Date.parse(endedAt))
      const [load, sell] = tasks.filter(({ slug }: { slug: string }) => slug !== 'town')
      const loaded = stateFromJSON(load.state)
      assert.deepEqual('result' in loaded && loaded.result, new Map([['Bern', 3]]))
      assert.deepEqual(load.inputs, { town: 'Bern' })
      assert.equal(load.logs[0].text, 'loading Bern')
      const failed = stateFromJSON(sell.state)
      assert.ok(failed.error instanceof Error && failed.error.message === 'The till is stuck.')
    })

    it('saves it where --output says, and says when it cannot', async () => {
      const { stdout } = await runs('export', idOf('many'), '--output', 'run.json')
      assert.equal(stdout, `Saved ${join(store.folder, 'run.json')}\n`)
      const { tasks } = JSON.parse(readFileSync(join(store.folder, 'run.json'), 'utf8'))
      const indexes = tasks.map(({ mapIndex }: { mapIndex?: number }) => mapIndex)
      assert.deepEqual(indexes, [undefined, 0, 1, 2])
      await assertFault(
        runs('export', idOf('many'), '-o', 'no/run.json'),
        /cannot be written: no such file or folder\./,
      )
    })
  })

  it('shows no secret, whatever is asked for', async () => {
    const id = idOf('keys')
    const all = [
      [],
      ['--json'],
      ['show', id],
      ['show', id, '--json'],
      ['logs', id],
      ['logs', id, '--json'],
      ['export', id],
    ]
    for (const args of all) {
      const { code, stdout, stderr } = await runs(...args)
      assert.equal(code, 0)
      assert.ok(!`${stdout}${stderr}`.includes(secretValue), args.join(' '))
    }
    assert.match((await runs('logs', id)).stdout, /the key is \*\*\*/)
  })
})

function plain({ state: { type, message } }: RunRow) {
  return { type, message }
}
