import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { outcomeOf } from '../../../kernel/cli/doctor/doctor'
import { findingText } from '../../../kernel/cli/doctor/finding'
import { checkKernelOf } from '../../../kernel/cli/doctor/kernel-check'
import { checkLanguageServer, checkModule } from '../../../kernel/cli/doctor/package-checks'
import { kernelSpec, writeKernelSpec } from '../../../kernel/cli/kernelspec'
import { type Ended, root, tasklab } from './command-line'
import { fakeSpec } from './fake-session'

interface Told {
  readonly name: string
  readonly state: string
  readonly text: string
  readonly todo?: string
}

describe('tasklab doctor', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  /** On a machine that has nothing but what the test put into the folder. */
  function doctor(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const bare = { JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_DATA_DIR: folder, TASKLAB_HOME: '', VIRTUAL_ENV: '' }
    const path = dirname(process.execPath)
    return tasklab(['doctor', ...args], { cwd: folder, env: { ...bare, CONDA_PREFIX: '', PATH: path, ...env } })
  }

  async function found(name: string, env: NodeJS.ProcessEnv = {}): Promise<readonly Told[]> {
    const { findings }: { findings: readonly Told[] } = JSON.parse((await doctor(['--json'], env)).stdout)
    return findings.filter(finding => finding.name === name)
  }

  it('says of everything that the kernel uses that it is there, and ends with 0', async () => {
    const { code, stdout, stderr } = await doctor()
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    const wanted = [
      'Node ',
      'tasklab ',
      'zeromq loads',
      '@swc/core loads',
      '@resvg/resvg-js loads',
      'TypeScript server',
    ]
    for (const text of [...wanted, 'A kernel starts, and 1 + 1 is 2 after ', 'Runs are kept in '])
      assert.ok(stdout.includes(`\n✔ ${text}`) || stdout.startsWith(`✔ ${text}`), text)
    assert.ok(stdout.endsWith('\nThe kernel works.\n'))
    assert.ok(!stdout.includes('✘'))
  })

  it('is over in three seconds, and leaves nothing behind', async function () {
    this.retries(2)
    const started = performance.now()
    await doctor([], { HOME: folder, XDG_DATA_HOME: join(folder, 'data') })
    assert.ok(performance.now() - started < 3_000)
    assert.throws(() => rmSync(join(folder, 'data')), { code: 'ENOENT' })
    assert.throws(() => rmSync(join(folder, '.tasklab')), { code: 'ENOENT' })
  })

  it('takes a comfort that is missing for no fault, nor a folder of kernels that is none', async () => {
    mkdirSync(join(folder, 'jupyter'))
    writeFileSync(join(folder, 'jupyter', 'kernels'), '')
    const { code, stdout } = await doctor()
    assert.equal(code, 0)
    assert.match(stdout, /\n– There is no Python; Python 3\.10 or newer is needed\. Only JupyterLab needs it\.\n/)
  })

  it('tells this kernel from another copy, and finds a kernelspec that starts what is gone', async () => {
    const kernels = join(folder, 'jupyter', 'kernels')
    writeKernelSpec(kernels)
    const other = join(folder, 'other')
    mkdirSync(join(other, 'dist', 'kernel', 'front'), { recursive: true })
    writeFileSync(join(other, 'package.json'), '{"version":"0.0.9"}')
    const main = join(other, 'dist', 'kernel', 'front', 'main.js')
    writeFileSync(main, '')
    writeSpec(join(kernels, 'older'), [process.execPath, main, '{connection_file}'])
    writeSpec(join(kernels, 'broken'), ['/gone/node', main, '{connection_file}'])
    writeSpec(join(kernels, 'python'), ['python', '-m', 'ipykernel_launcher'])
    mkdirSync(join(kernels, 'empty'))
    const told = await found('kernelspec')
    const expected = [
      ['fault', `${join(kernels, 'broken')} starts /gone/node, which is gone`],
      ['ok', `Jupyter finds another copy, tasklab 0.0.9 of ${other}: ${join(kernels, 'older')}`],
      ['ok', `Jupyter finds it: ${join(kernels, 'tasklab')}`],
    ]
    const inFolder = told.filter(({ text }) => text.includes(folder)).map(({ state, text }) => [state, text])
    assert.deepEqual(inFolder.sort(), expected.sort())
    const { code } = await doctor()
    assert.equal(code, 0, 'the kernel itself works')
  })

  it('finds the JupyterLab of an active environment, and of the jupyter on the PATH', async () => {
    for (const name of ['active', 'on path']) {
      mkdirSync(join(folder, name, 'bin'), { recursive: true })
      writeFileSync(join(folder, name, 'bin', 'jupyter'), '')
      const packages = join(folder, name, 'lib', 'python3.12', 'site-packages')
      mkdirSync(join(packages, `jupyterlab-4.6.${name.length}.dist-info`), { recursive: true })
      mkdirSync(join(packages, 'jupyterlab_pygments-1.0.dist-info'))
    }
    const env = {
      VIRTUAL_ENV: join(folder, 'active'),
      PATH: [join(folder, 'on path', 'bin'), dirname(process.execPath)].join(delimiter),
    }
    const texts = (await found('jupyterlab', env)).map(({ text }) => text)
    assert.ok(texts.includes('JupyterLab 4.6.6 in active'), texts.join())
    assert.ok(texts.includes('JupyterLab 4.6.7 in on path'), texts.join())
  })

  it('finds a folder that runs cannot be kept in', async () => {
    writeFileSync(join(folder, 'file'), '')
    const [told] = await found('store', { TASKLAB_HOME: join(folder, 'file', 'store') })
    assert.equal(told?.state, 'fault')
    const file = join(folder, 'file')
    assert.equal(told?.text, `Runs cannot be kept in ${join(file, 'store')}: ${file} is no folder`)
    assert.match(told?.todo ?? '', /set TASKLAB_HOME/)
  })

  it('ends with 1 when the kernel cannot be started', async () => {
    // the kernel makes its connection file in a temporary folder
    const { code, stdout } = await doctor([], { TMPDIR: join(folder, 'none') })
    assert.equal(code, 1)
    assert.match(stdout, /\n✘ A kernel cannot be started: [^\n]+\n {2}Mend what else/)
    assert.ok(stdout.endsWith('\nThe kernel does not work: see ✘ above.\n'))
  })

  it('says that the folder which it was started in is gone', async () => {
    const main = join(root, 'dist', 'kernel', 'cli', 'main.js')
    const start = `process.chdir(process.argv[1]); require('node:fs').rmdirSync(process.argv[1]); require(${JSON.stringify(main)}).main(['doctor'])`
    mkdirSync(join(folder, 'gone'))
    const ended = spawnSync(process.execPath, ['-e', start, join(folder, 'gone')], { encoding: 'utf8' })
    const said = 'tasklab: The folder that this was started in is gone. Change to one that is there.\n'
    assert.deepEqual([ended.status, ended.stdout, ended.stderr], [2, '', said])
  })

  function writeSpec(place: string, argv: readonly string[]): void {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'kernel.json'), JSON.stringify({ ...kernelSpec(), metadata: {}, argv }))
  }
})

describe('a check of the kernel', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['refuses to start', 'refuses', /^A kernel cannot be started: The moon is full\.$/],
    ['crashes at its start', 'dies', /^A kernel cannot be started: .*Broken on purpose\.$/],
    ['answers nothing', '', /^A kernel starts, but to 1 \+ 1 it answers nothing$/],
  ]
  for (const [what, start, text] of cases) {
    it(`says that it ${what}`, async () => {
      const finding = await checkKernelOf(fakeSpec(start), { cwd: root })
      assert.match(finding.text, text)
      assert.deepEqual([finding.state, finding.vital], ['fault', true])
    })
  }

  it('gives it up after a while', async () => {
    const { text } = await checkKernelOf(fakeSpec('silent'), { cwd: root, limitMs: 500 })
    assert.equal(text, 'A kernel cannot be started: The kernel gave no answer in 0.5 s.')
  })
})

describe('a check', () => {
  it('that fails itself is a finding too', async () => {
    const finding = await outcomeOf('store', () => assert.fail('out of order'))
    assert.deepEqual([finding].flat()[0]?.text, 'The check of store failed: out of order')
  })

  it('of the TypeScript server starts it', async () => {
    const { state, text } = await checkLanguageServer(__filename)
    assert.equal(state, 'fault')
    assert.match(text, /doctor\.test\.ts does not start \(.*\): .*EACCES/)
  })
})

describe('a check of a native module', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    const modules = {
      good: '',
      wrong: 'throw new Error("built for another libc")',
      deadly: 'process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 1000)',
    }
    for (const [name, text] of Object.entries(modules)) {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true })
      writeFileSync(join(folder, 'node_modules', name, 'index.js'), text)
    }
  })

  after(() => rmSync(folder, { recursive: true }))

  const cases: readonly [string, RegExp][] = [
    ['good', /^good loads: cells$/],
    ['wrong', /^wrong does not load \(cells\): Error: built for another libc$/],
    ['deadly', /^deadly does not load \(cells\): it ends the process \(SIGSEGV\)$/],
    ['missing', /^missing does not load \(cells\): Cannot find module 'missing'$/],
  ]
  for (const [name, text] of cases) {
    it(`says that one ${text.source.includes('not') ? 'does not load, and why' : 'loads'}: ${name}`, async () => {
      const finding = await checkModule({ name, purpose: 'cells', isVital: true }, join(folder, 'from.js'))
      assert.match(finding.text, text)
      assert.equal(finding.state, name === 'good' ? 'ok' : 'fault')
    })
  }
})

describe('findingText', () => {
  it('is a line with a mark, and one that says what to do', () => {
    assert.equal(findingText({ name: 'x', state: 'ok', text: 'There' }), '✔ There\n')
    assert.equal(findingText({ name: 'x', state: 'fault', text: 'Gone', todo: 'Look.' }), '✘ Gone\n  Look.\n')
    assert.equal(findingText({ name: 'x', state: 'absent', text: 'None' }), '– None\n')
  })
})
