import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Ended, isOneLine, root, tasklab } from './command-line'

/** A checkout of two source files, with an npm that links what is installed here instead of fetching anything. */
class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
  readonly launcher = join(this.folder, 'kernel', 'tasklab.cjs')
  readonly #npm = join(this.folder, 'npm.js')

  constructor() {
    for (const file of ['tasklab.cjs', 'prepare.cjs']) {
      mkdirSync(join(this.folder, 'kernel', 'cli'), { recursive: true })
      copyFileSync(join(root, 'kernel', file), join(this.folder, 'kernel', file))
    }
    this.write(
      'kernel/cli/main.ts',
      'declare const process: any\nexport const main = require("./work").work\ndeclare const require: any\n',
    )
    this.write('kernel/cli/work.ts', this.work('first'))
    const compilerOptions = {
      rootDir: '.',
      outDir: 'dist',
      module: 'nodenext',
      target: 'es2022',
      lib: ['es5'],
      types: [],
    }
    this.write('tsconfig.json', {
      compilerOptions: { ...compilerOptions, incremental: true, tsBuildInfoFile: 'dist/.info' },
      include: ['kernel'],
    })
    this.write('package-lock.json', {
      packages: { '': {}, 'node_modules/typescript': { integrity: 'a' }, 'node_modules/other': { optional: true } },
    })
    this.write(
      'npm.js',
      `
      const fs = require('fs')
      fs.appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n')
      if (fs.existsSync('offline')) { console.error('npm error network'); process.exit(1) }
      fs.rmSync('node_modules', { recursive: true, force: true })
      fs.mkdirSync('node_modules')
      for (const name of fs.readdirSync(${JSON.stringify(join(root, 'node_modules'))})) {
        if (/^(typescript|node-.*)$/.test(name)) fs.symlinkSync(${JSON.stringify(join(root, 'node_modules'))} + '/' + name, 'node_modules/' + name)
      }
      const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
      delete lock.packages['node_modules/other']
      fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify(lock))
    `,
    )
  }

  /** Exits with 5, after it printed what it was given. */
  work(text: string): string {
    return `declare const process: any\nexport function work(argv: any) { process.stdout.write("${text} " + argv); process.exitCode = 5 }\n`
  }

  write(file: string, content: unknown): void {
    writeFileSync(join(this.folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const npm = { npm_execpath: this.#npm, npm_node_execpath: process.execPath }
    return tasklab(args, { launcher: this.launcher, env: { ...npm, ...env } })
  }

  /** How often npm was called. */
  installs(): number {
    const calls = join(this.folder, 'calls.txt')
    return existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

describe('the launcher', () => {
  let checkout: Checkout

  before(() => {
    checkout = new Checkout()
  })

  after(() => checkout.remove())

  it('installs and builds in a fresh checkout, a line each, and goes on with the command', async () => {
    const { code, stdout, stderr } = await checkout.run(['run', 'a b'])
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 5, stdout: 'first run,a b', stderr: 'tasklab: installing packages …\ntasklab: building …\n' },
    )
    assert.equal(readFileSync(join(checkout.folder, 'calls.txt'), 'utf8').split(' ')[0], 'ci')
  })

  it('says and does nothing more when there is nothing to do', async () => {
    assert.deepEqual(await checkout.run(['x']), { code: 5, stdout: 'first x', stderr: '' })
    assert.deepEqual(await checkout.run(['prepare']), { code: 0, stdout: '', stderr: '' })
    assert.equal(checkout.installs(), 1)
  })

  it('builds again, quietly, when a source has changed, and removes what has no source any more', async () => {
    checkout.write('kernel/cli/work.ts', checkout.work('second'))
    checkout.write('kernel/cli/extra.ts', 'export const extra = 1\n')
    assert.deepEqual(await checkout.run(['x']), { code: 5, stdout: 'second x', stderr: '' })
    const extra = join(checkout.folder, 'dist/kernel/cli/extra.js')
    assert.ok(existsSync(extra))
    rmSync(join(checkout.folder, 'kernel/cli/extra.ts'))
    await checkout.run(['prepare'])
    assert.ok(!existsSync(extra))
  })

  it('installs again when the lock file has changed, or a package was removed', async () => {
    const before = checkout.installs()
    const lock = JSON.parse(readFileSync(join(checkout.folder, 'package-lock.json'), 'utf8'))
    lock.packages['node_modules/typescript'].integrity = 'b'
    checkout.write('package-lock.json', lock)
    await checkout.run(['prepare'])
    assert.equal(checkout.installs(), before + 1)
    rmSync(join(checkout.folder, 'node_modules/typescript'))
    await checkout.run(['prepare'])
    assert.equal(checkout.installs(), before + 2)
  })

  it('lets two that start at once wait for each other, also over a lock that a killed one left', async () => {
    const before = checkout.installs()
    for (const made of ['node_modules', 'dist']) rmSync(join(checkout.folder, made), { recursive: true })
    mkdirSync(join(checkout.folder, 'dist'))
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    checkout.write('dist/.lock', String(pid))
    const ends = await Promise.all([checkout.run(['x']), checkout.run(['x'])])
    assert.deepEqual(
      ends.map(({ code, stdout }) => ({ code, stdout })),
      Array(2).fill({ code: 5, stdout: 'second x' }),
    )
    assert.equal(checkout.installs(), before + 1)
    assert.ok(!existsSync(join(checkout.folder, 'dist/.lock')))
  })

  it('runs over type errors and says how many there are; build refuses them', async () => {
    checkout.write('kernel/cli/wrong.ts', 'export const wrong: number = ""\n')
    const { code, stderr } = await checkout.run(['x'])
    assert.deepEqual({ code, stderr }, { code: 5, stderr: 'tasklab: 1 type error: see npm run build\n' })
    const build = await checkout.run(['build'])
    assert.equal(build.code, 2)
    assert.match(build.stderr, /kernel\/cli\/wrong\.ts.*error TS2322/)
    rmSync(join(checkout.folder, 'kernel/cli/wrong.ts'))
  })

  it('tells what npm said when it cannot install', async () => {
    checkout.write('offline', '')
    rmSync(join(checkout.folder, 'node_modules'), { recursive: true })
    const { code, stderr } = await checkout.run(['x'])
    assert.equal(code, 2)
    assert.match(stderr, /tasklab: npm ci failed:\nnpm error network\n$/)
    rmSync(join(checkout.folder, 'offline'))
  })

  /** Runs code in the launcher's process before it, and only there. */
  function preload(code: string): NodeJS.ProcessEnv {
    checkout.write(
      'preload.cjs',
      `if (process.argv[1].endsWith('tasklab.cjs') && !process.env.SECOND) { process.env.SECOND = '1'; ${code} }`,
    )
    return { NODE_OPTIONS: `--require ${JSON.stringify(join(checkout.folder, 'preload.cjs'))}` }
  }

  it('goes on in the Node of the project from any other, with its exit code', async () => {
    await checkout.run(['prepare'])
    const other = preload('Object.defineProperty(process, "execPath", { value: __filename })')
    assert.deepEqual(await checkout.run(['x'], other), { code: 5, stdout: 'second x', stderr: '' })
  })

  it('passes a signal on to it, and ends as it does', async () => {
    checkout.write(
      'kernel/cli/work.ts',
      `
      declare const process: any, setInterval: any
      export function work() {
        setInterval(() => {}, 1000)
        process.on("SIGTERM", () => process.exit(9))
        process.stdout.write("ready")
      }
    `,
    )
    await checkout.run(['prepare'])
    const { code } = await tasklab(['x'], {
      launcher: checkout.launcher,
      env: preload('Object.defineProperty(process, "execPath", { value: __filename })'),
      onOutput: child => child.kill('SIGTERM'),
    })
    assert.equal(code, 9)
  })

  it('says in one line that a Node is too old where the project has none for the machine', async () => {
    const old = preload(`
      Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })
      Object.defineProperty(process, "arch", { value: "mips" })
    `)
    const { code, stderr } = await checkout.run(['x'], old)
    assert.equal(code, 2)
    assert.ok(isOneLine(stderr), stderr)
    assert.match(stderr, /Node 20\.1\.0 is too old, and there is no Node package for \w+-mips\. Install Node 26\./)
  })

  it('needs no build where it is installed as a package', async () => {
    const installed = join(checkout.folder, 'elsewhere')
    for (const file of ['kernel/tasklab.cjs', 'dist/kernel/cli/main.js'])
      mkdirSync(dirname(join(installed, file)), { recursive: true })
    copyFileSync(join(root, 'kernel/tasklab.cjs'), join(installed, 'kernel/tasklab.cjs'))
    writeFileSync(
      join(installed, 'dist/kernel/cli/main.js'),
      'exports.main = argv => console.log("installed", ...argv)',
    )
    const { stdout } = await tasklab(['x'], { launcher: join(installed, 'kernel/tasklab.cjs') })
    assert.equal(stdout, 'installed x\n')
  })
})
