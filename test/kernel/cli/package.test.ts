import { strict as assert } from 'node:assert'
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KernelSession } from '../../../kernel/cli/kernel-session'
import { type Ended, root } from './command-line'

/** No user's own folders are where these say; `nobody` of Linux. */
const nobody = 65534
const isRoot = process.getuid?.() === 0

describe('the packed package', () => {
  let folder: string
  let app: string

  before(async function () {
    this.timeout(180_000)
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    chmodSync(folder, 0o755)
    app = join(folder, 'an app')
    mkdirSync(app)
    // without its scripts: dist was built before the tests, and is used by others at this moment
    await npm(['pack', '--ignore-scripts', '--pack-destination', folder], root)
    const packed = readdirSync(folder).find(name => name.endsWith('.tgz')) ?? ''
    await npm(['install', `../${packed}`, '--prefer-offline', '--no-audit', '--no-fund'], app)
  })

  after(function () {
    this.timeout(30_000)
    spawnSync('chmod', ['-R', 'u+w', folder])
    rmSync(folder, { recursive: true, force: true })
  })

  async function npm(args: readonly string[], cwd: string): Promise<void> {
    const { npm_execpath: script, npm_node_execpath: node = process.execPath } = process.env
    const own = script?.endsWith('.js') ? [node, script] : ['npm']
    const [command = '', ...rest] = [...own, ...args, '--loglevel=error']
    const { code, stdout, stderr } = await ended(command, rest, { cwd })
    assert.equal(code, 0, `npm ${args.join(' ')}: ${stdout}${stderr}`)
  }

  function tasklab(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
    const env = { ...process.env, JUPYTER_PATH: '', JUPYTER_DATA_DIR: folder, TASKLAB_HOME: '', ...options.env }
    return ended(join(app, 'node_modules', '.bin', 'tasklab'), args, { cwd: app, ...options, env })
  }

  /** A flow that is kept, in TypeScript. */
  function writeNotebook(place: string): void {
    const source = [
      "import { Flow, task } from 'tasklab'",
      'const one = task(async function one(n: number) { return n + 1 })',
      "const flow = new Flow('packed')",
      'const result = flow.build(() => one(1))',
      'const state = await flow.run()',
      'state.value(result)',
    ]
    const cell = { cell_type: 'code', source: source.join('\n'), metadata: {}, outputs: [], execution_count: null }
    const notebook = { nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [cell] }
    writeFileSync(join(place, 'note book.ipynb'), JSON.stringify(notebook))
  }

  it('holds what a user needs, and neither sources nor tests', () => {
    const files = filesIn(join(app, 'node_modules', 'tasklab'))
    const rooms = new Set(files.map(file => file.split('/').slice(0, 2).join('/')))
    const expected = ['README.md', 'LICENSE', 'package.json', 'dist/kernel', 'dist/lib', 'kernel/tasklab.cjs']
    assert.deepEqual(
      [...rooms].filter(room => !room.startsWith('notebooks/')).sort(),
      [...expected, 'kernel/kernelspec'].sort(),
    )
    assert.deepEqual(
      files.filter(file => /(?<!\.d)\.ts$|\.tsbuildinfo|test|\.sqlite/.test(file)),
      [],
    )
    assert.ok(files.includes('notebooks/task-retries.ipynb'))
  })

  it('runs a notebook where it is installed, and keeps its runs there', async () => {
    writeNotebook(app)
    const { code, stdout, stderr } = await tasklab(['run', 'note book.ipynb'])
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.match(stdout, /\n2\n[\s\S]*1 cell ran in /)
    assert.match((await tasklab(['runs'])).stdout, / packed +✓ Success /)
  })

  it('is imported by scripts in CommonJS, in ESM and in TypeScript', async () => {
    const use =
      "const flow = new Flow('f'); flow.build(() => task(() => 1)()); flow.run({ store: null }).then(s => console.log(s.type))"
    const scripts = {
      'a.cjs': `const { Flow, task } = require('tasklab'); ${use}`,
      'a.mjs': `import { Flow, task } from 'tasklab'; ${use}`,
      'a.mts': `import { Flow, task, type Task } from 'tasklab'; ${use}`,
    }
    const ends = Object.entries(scripts).map(([name, text]) => {
      writeFileSync(join(app, name), text)
      return ended(process.execPath, [name], { cwd: app })
    })
    for (const end of await Promise.all(ends)) assert.deepEqual(end, { code: 0, stdout: 'Success\n', stderr: '' })
  })

  it('is found to work by its own doctor, which says how Jupyter gets to know it', async () => {
    const { code, stdout } = await tasklab(['doctor', '--json'])
    const { works, findings } = JSON.parse(stdout)
    const faults = findings.filter(({ state }: { state: string }) => state === 'fault')
    assert.deepEqual({ code, works, faults }, { code: 0, works: true, faults: [] })
    const spec = findings.find(({ name }: { name: string }) => name === 'kernelspec')
    assert.equal(spec.todo, 'To use it there: npx tasklab install')
    assert.ok(
      findings.every(({ name }: { name: string }) => name !== 'browser'),
      'only a checkout has tests',
    )
  })

  it('works for another user, who cannot write into it, and writes nothing but to places of their own', async function () {
    this.timeout(60_000)
    const home = join(folder, 'an other home')
    mkdirSync(home)
    writeNotebook(home)
    const user = isRoot && process.platform !== 'win32' ? { uid: nobody, gid: nobody } : {}
    if (isRoot) chownSync(home, nobody, nobody)
    else spawnSync('chmod', ['-R', 'a-w', app])
    const { XDG_DATA_HOME, XDG_CACHE_HOME, JUPYTER_DATA_DIR, ...inherited } = process.env
    const options = { cwd: home, env: { ...inherited, HOME: home, JUPYTER_DATA_DIR: '' }, ...user }
    const before = snapshot(app)
    const ran = await tasklab(['run', 'note book.ipynb'], options)
    assert.deepEqual({ code: ran.code, stderr: ran.stderr }, { code: 0, stderr: '' })
    assert.match((await tasklab(['runs'], options)).stdout, / packed +✓ Success /)
    const installed = await tasklab(['install'], options)
    const place = join(home, '.local', 'share', 'jupyter', 'kernels', 'tasklab')
    if (process.platform === 'linux') assert.ok(installed.stdout.endsWith(` is in ${place}\n`), installed.stdout)
    const { findings } = JSON.parse((await tasklab(['doctor', '--json'], options)).stdout)
    const spec = findings.find(({ name }: { name: string }) => name === 'kernelspec')
    assert.match(spec.text, /^Jupyter finds it: /)
    assert.deepEqual(snapshot(app), before)
    if (!isRoot) spawnSync('chmod', ['-R', 'u+w', app])
  })

  it('stands beside another version, each with a kernel of its own', async function () {
    this.timeout(60_000)
    const next = join(app, 'node_modules', 'tasklab-next')
    cpSync(join(app, 'node_modules', 'tasklab'), next, { recursive: true })
    const manifest = JSON.parse(readFileSync(join(next, 'package.json'), 'utf8'))
    writeFileSync(join(next, 'package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }))
    const place = ['--prefix', join(folder, 'both')]
    await tasklab(['install', ...place])
    const launcher = join(next, 'kernel', 'tasklab.cjs')
    await ended(process.execPath, [launcher, 'install', ...place, '--name', 'tasklab-next'], { cwd: app })

    const jupyter = join(folder, 'both', 'share', 'jupyter')
    const versions = ['tasklab', 'tasklab-next'].map(async name => {
      const spec = JSON.parse(readFileSync(join(jupyter, 'kernels', name, 'kernel.json'), 'utf8'))
      const session = await KernelSession.open(spec, { cwd: app, signal: new AbortController().signal })
      await session.close()
      return [spec.display_name, session.info.implementation_version]
    })
    const expected = [
      ['TypeScript (tasklab)', manifest.version],
      ['TypeScript (tasklab-next)', '99.0.0'],
    ]
    assert.deepEqual(await Promise.all(versions), expected)
    const { stdout } = await tasklab(['doctor'], { env: { ...process.env, JUPYTER_PATH: jupyter } })
    assert.ok(stdout.includes(`✔ Jupyter finds another copy, tasklab 99.0.0 of ${next}: `), stdout)
  })
})

function ended(command: string, args: readonly string[], options: SpawnOptions): Promise<Ended> {
  const { FORCE_COLOR, ...env } = options.env ?? process.env
  const child = spawn(command, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...said }))
  })
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

/** Every file with its size and time: what was written shows. */
function snapshot(folder: string): readonly string[] {
  return filesIn(folder).map(file => {
    const { size, mtimeMs } = statSync(join(folder, file))
    return `${file} ${size} ${mtimeMs}`
  })
}
