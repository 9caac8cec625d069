import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandNames } from '../../../kernel/cli/commands'
import { isOneLine, root, tasklab } from './command-line'

describe('tasklab', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    assert.deepEqual(await tasklab(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
    const launched = await tasklab(['--version'], { launcher: join(root, 'kernel', 'tasklab.cjs') })
    assert.equal(launched.stdout, `${version}\n`)
  })

  it('lists every command with its summary', async () => {
    const { code, stdout } = await tasklab(['--help'])
    assert.equal(code, 0)
    for (const name of commandNames()) assert.match(stdout, new RegExp(`^  ${name} +\\w`, 'm'))
  })

  it('explains each option of a command', async () => {
    const { code, stdout } = await tasklab(['run', '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /^Usage: tasklab run NOTEBOOK /)
    for (const option of ['-p, --parameter name=value', '-o, --output FILE', '--timeout D'])
      assert.ok(stdout.includes(option))
  })

  it('lists the commands of a command, and explains each', async () => {
    const { stdout } = await tasklab(['runs', '--help'])
    for (const name of ['show ID', 'logs ID [TASK]', 'rm ID…', 'prune', 'export ID'])
      assert.ok(stdout.includes(`\n  ${name} `), name)
    assert.match(
      (await tasklab(['runs', 'prune', '--help'])).stdout,
      /^Usage: tasklab runs prune [\s\S]*--older-than D/,
    )
  })

  const mistakes: readonly [readonly string[], string][] = [
    [['isntall'], 'Unknown command "isntall". Did you mean "install"?'],
    [['frobnicate'], 'Unknown command "frobnicate". See tasklab --help.'],
    [['--verison'], 'Unknown option "--verison". Did you mean "--version"?'],
    [['install', '--usr'], 'Unknown option "--usr". Did you mean "--user"?'],
    [['install', '--user', '--prefix', 'x'], '--user and --prefix exclude each other.'],
    [['install', '--name', 'my kernel'], '--name "my kernel" cannot name a kernel; expected letters, digits'],
    [['runs', 'shwo', 'x'], 'Unknown command "runs shwo". Did you mean "runs show"?'],
    [['runs', 'frobnicate'], 'Unknown command "runs frobnicate". See tasklab --help.'],
    [['runs', '--flwo', 'x'], 'Unknown option "--flwo". Did you mean "--flow"?'],
    [['runs', 'show'], 'ID is missing.'],
    [['run'], 'NOTEBOOK is missing. See tasklab --help.'],
  ]
  for (const [argv, message] of mistakes) {
    it(`answers ${argv.join(' ')} with one line and exit code 2`, async () => {
      const { code, stderr } = await tasklab(argv)
      assert.equal(code, 2)
      assert.ok(stderr.startsWith(`tasklab: ${message}`), stderr)
      assert.ok(isOneLine(stderr), stderr)
    })
  }
})

describe('tasklab install and uninstall', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  // without Python on the PATH: none of these may need it
  const places: readonly [string, readonly string[], (folder: string) => NodeJS.ProcessEnv, string][] = [
    ['--prefix', ['--prefix', 'some where'], () => ({}), 'some where/share/jupyter/kernels/tasklab'],
    ['--user', ['--user'], folder => ({ JUPYTER_DATA_DIR: join(folder, 'data') }), 'data/kernels/tasklab'],
    ['no option, for the user', [], folder => ({ JUPYTER_DATA_DIR: join(folder, 'data') }), 'data/kernels/tasklab'],
    ['--sys-prefix', ['--sys-prefix'], folder => ({ VIRTUAL_ENV: folder }), 'share/jupyter/kernels/tasklab'],
  ]
  for (const [what, args, env, place] of places) {
    it(`put the kernel where ${what} says, tell where, and take it away again`, async () => {
      const options = { cwd: folder, env: { PATH: folder, ...env(folder) } }
      const target = join(folder, place)
      const installed = await tasklab(['install', ...args], options)
      assert.deepEqual(
        { ...installed },
        { code: 0, stdout: `The kernel "TypeScript (tasklab)" is in ${target}\n`, stderr: '' },
      )
      assert.ok(existsSync(join(target, 'kernel.json')))
      const removed = await tasklab(['uninstall', ...args], options)
      assert.deepEqual({ ...removed }, { code: 0, stdout: `Removed ${target}\n`, stderr: '' })
      assert.ok(!existsSync(target))
      const again = await tasklab(['uninstall', ...args], options)
      assert.equal(again.stdout, `Nothing to remove: there is no tasklab kernel in ${target}\n`)
      assert.equal(again.code, 0)
    })
  }

  it('put a kernel of another name beside the usual one, and take away the one that is named', async () => {
    const place = ['--prefix', folder]
    await tasklab(['install', ...place])
    const { stdout } = await tasklab(['install', ...place, '--name', 'old', '--display-name', 'TypeScript, old'])
    const kernels = join(folder, 'share/jupyter/kernels')
    assert.equal(stdout, `The kernel "TypeScript, old" is in ${join(kernels, 'old')}\n`)
    await tasklab(['uninstall', ...place, '--name', 'old'])
    assert.deepEqual([existsSync(join(kernels, 'old')), existsSync(join(kernels, 'tasklab'))], [false, true])
  })

  const faults: readonly [string, readonly string[], NodeJS.ProcessEnv, RegExp][] = [
    [
      '--sys-prefix without Python',
      ['--sys-prefix'],
      { VIRTUAL_ENV: '', CONDA_PREFIX: '' },
      /needs Python, and there is none\./,
    ],
    [
      '--sys-prefix of an environment that is gone',
      ['--sys-prefix'],
      { VIRTUAL_ENV: '/no/such' },
      /\/no\/such does not exist\./,
    ],
    ['a file in the way', ['--prefix', 'file'], {}, /cannot be written: a file is in the way/],
    [
      'a folder that cannot be made',
      ['--prefix', '/sys/none'],
      {},
      /cannot be written: (permission denied|the file system is read-only)/,
    ],
  ]
  for (const [what, args, env, message] of faults) {
    it(`answer ${what} with one line and exit code 2`, async () => {
      writeFileSync(join(folder, 'file'), '')
      mkdirSync(join(folder, 'bin'))
      const { code, stderr } = await tasklab(['install', ...args], {
        cwd: folder,
        env: { PATH: join(folder, 'bin'), ...env },
      })
      assert.equal(code, 2)
      assert.match(stderr, message)
      assert.ok(isOneLine(stderr), stderr)
    })
  }
})
