import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { kernelFolders, prefixKernels, userKernels } from '../../../kernel/cli/jupyter-paths'
import { removeKernelSpec, writeKernelSpec } from '../../../kernel/cli/kernelspec'

describe('userKernels', () => {
  const home = '/home/ada'
  const cases: readonly [string, NodeJS.Platform, Record<string, string>, string][] = [
    ['Linux', 'linux', {}, '/home/ada/.local/share/jupyter/kernels'],
    ['Linux with XDG_DATA_HOME', 'linux', { XDG_DATA_HOME: '/data' }, '/data/jupyter/kernels'],
    ['macOS', 'darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Jupyter/kernels'],
    ['Windows', 'win32', { APPDATA: 'C:\\Users\\ada\\AppData' }, 'C:\\Users\\ada\\AppData\\jupyter\\kernels'],
    ['any system with JUPYTER_DATA_DIR', 'darwin', { JUPYTER_DATA_DIR: '/jupyter' }, '/jupyter/kernels'],
  ]
  for (const [system, platform, env, expected] of cases) {
    it(`is ${expected} on ${system}`, () => {
      assert.equal(userKernels({ platform, env, home }), expected)
    })
  }

  it('is below share of a prefix on every system', () => {
    assert.equal(prefixKernels('/opt/py', 'linux'), '/opt/py/share/jupyter/kernels')
    assert.equal(prefixKernels('C:\\py', 'win32'), 'C:\\py\\share\\jupyter\\kernels')
  })
})

describe('kernelFolders', () => {
  it('are those of JUPYTER_PATH, of the user, of the environments and of the system, in this order', () => {
    const env = { JUPYTER_PATH: '/a:/b', JUPYTER_DATA_DIR: '/data' }
    assert.deepEqual(kernelFolders({ platform: 'linux', env, home: '/home/ada' }, ['/venv', '/usr']), [
      '/a/kernels',
      '/b/kernels',
      '/data/kernels',
      '/venv/share/jupyter/kernels',
      '/usr/share/jupyter/kernels',
      '/usr/local/share/jupyter/kernels',
    ])
  })

  it('end with ProgramData on Windows', () => {
    const env = { APPDATA: 'C:\\a', PROGRAMDATA: 'D:\\p' }
    const folders = kernelFolders({ platform: 'win32', env, home: 'C:\\u' }, [])
    assert.deepEqual(folders, ['C:\\a\\jupyter\\kernels', 'D:\\p\\jupyter\\kernels'])
  })
})

describe('the kernelspec', () => {
  let kernels: string

  beforeEach(() => {
    kernels = join(mkdtempSync(join(tmpdir(), 'tasklab test ')), 'kernels')
  })

  afterEach(() => rmSync(join(kernels, '..'), { recursive: true }))

  it('is written with its logos, and names absolute paths that exist', () => {
    const folder = writeKernelSpec(kernels)
    assert.deepEqual(readdirSync(folder).sort(), ['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'])
    const spec = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))
    assert.equal(spec.language, 'typescript')
    assert.equal(spec.interrupt_mode, 'message')
    const [node, main, connection] = spec.argv
    assert.ok([node, main].every(isAbsolute))
    assert.ok(existsSync(node))
    assert.equal(connection, '{connection_file}')
  })

  it('replaces an older one, and one that is broken', () => {
    const folder = writeKernelSpec(kernels)
    for (const old of [readFileSync(join(folder, 'kernel.json'), 'utf8').replace('argv', 'old'), '{']) {
      writeFileSync(join(folder, 'kernel.json'), old)
      writeKernelSpec(kernels)
      assert.ok('argv' in JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')))
    }
  })

  it('stands beside another under a name of its own, and is removed by it', () => {
    const usual = writeKernelSpec(kernels)
    const next = writeKernelSpec(kernels, { name: 'tasklab-next', displayName: 'Next' })
    const named = writeKernelSpec(kernels, { name: 'ts' })
    const displayed = [usual, next, named].map(folder => {
      const { display_name, metadata } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))
      assert.match(metadata.tasklab.version, /^\d+\.\d+\.\d+/)
      return display_name
    })
    assert.deepEqual(displayed, ['TypeScript (tasklab)', 'Next', 'TypeScript (ts)'])
    writeKernelSpec(kernels, { name: 'tasklab-next', displayName: 'Other name' })
    assert.deepEqual(removeKernelSpec(kernels, 'tasklab-next'), { folder: next, found: true, left: [] })
    assert.deepEqual(readdirSync(kernels).sort(), ['tasklab', 'ts'])
  })

  it('of a version that left no mark in it is known by what it starts', () => {
    const folder = writeKernelSpec(kernels)
    const file = join(folder, 'kernel.json')
    const { metadata, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...rest, argv: ['/old/node', '/old/tasklab/dist/kernel/front/main.js', 'f'] }))
    assert.equal(removeKernelSpec(kernels).found, true)
  })

  it('is removed whole, and a second time there is nothing', () => {
    const folder = writeKernelSpec(kernels)
    assert.deepEqual(removeKernelSpec(kernels), { folder, found: true, left: [] })
    assert.ok(!existsSync(folder))
    assert.deepEqual(removeKernelSpec(kernels), { folder, found: false, left: [] })
  })

  it('is removed without what somebody else put beside it', () => {
    const folder = writeKernelSpec(kernels)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    assert.deepEqual(removeKernelSpec(kernels), { folder, found: true, left: ['notes.txt'] })
    assert.deepEqual(readdirSync(folder), ['notes.txt'])
  })

  it("neither replaces nor removes another program's kernel of that name", () => {
    const folder = join(kernels, 'tasklab')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'kernel.json'), '{"display_name":"Other"}')
    const fault = { name: 'KernelError', code: 'foreign-kernelspec' }
    assert.throws(() => writeKernelSpec(kernels), fault)
    assert.throws(() => removeKernelSpec(kernels), fault)
    assert.equal(readFileSync(join(folder, 'kernel.json'), 'utf8'), '{"display_name":"Other"}')
  })

  for (const blocked of ['kernels', 'kernels/tasklab']) {
    it(`says that a file is in the way at ${blocked}`, () => {
      const file = join(kernels, '..', blocked)
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, '')
      assert.throws(() => writeKernelSpec(kernels), {
        name: 'KernelError',
        message: `${join(kernels, 'tasklab')} cannot be written: a file is in the way where a folder is wanted.`,
      })
    })
  }
})
