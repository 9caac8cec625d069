import { strict as assert } from 'node:assert'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureEnvironment, findPython, holdsPackages } from '../../../kernel/cli/python'

/** Pythons of shell script: what is asked of a real one is little enough. */
describe('Python', () => {
  let folder: string
  const path = process.env.PATH

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    process.env.PATH = folder
  })

  afterEach(() => {
    process.env.PATH = path
    rmSync(folder, { recursive: true })
  })

  function program(file: string, script: string): void {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
  }

  const cases: readonly [string, Record<string, string>, string][] = [
    ['nothing', {}, 'There is no Python; Python 3.10 or newer is needed.'],
    ['an old Python', { python3: 'echo False; echo venv' }, 'python3 is too old; Python 3.10 or newer is needed.'],
    [
      'a Python without venv',
      { python3: 'echo True; exit 1' },
      'python3 has no venv module (on Debian and Ubuntu: apt install python3-venv).',
    ],
  ]
  for (const [what, programs, message] of cases) {
    it(`says what is missing where there is ${what}`, () => {
      for (const [name, script] of Object.entries(programs)) program(join(folder, name), script)
      assert.throws(findPython, { name: 'KernelError', message })
    })
  }

  it('is the first on the PATH that will do', () => {
    program(join(folder, 'python3'), 'echo False; echo venv')
    program(join(folder, 'python'), 'echo True; echo venv')
    assert.equal(findPython(), 'python')
  })

  describe('environments', () => {
    const said: string[] = []
    const say = (text: string) => said.push(text)
    let environment: string
    let calls: string

    beforeEach(() => {
      said.length = 0
      environment = join(folder, 'env')
      calls = join(folder, 'calls')
      const inner = `${environment}/bin/python`
      const pip = `echo "$@" >> '${calls}'; case "$*" in *broken*) echo "No such package." >&2; exit 1;; esac`
      const make = `/bin/mkdir -p '${environment}/bin'; /bin/cp '${folder}/inner' '${inner}'`
      program(join(folder, 'inner'), pip)
      program(join(folder, 'python3'), `case "$1" in -c) echo True; echo venv;; *) ${make};; esac`)
    })

    it('are made once, and hold what was asked of them', () => {
      ensureEnvironment(environment, ['a==1'], say)
      ensureEnvironment(environment, ['a==1'], say)
      assert.deepEqual(said, [`installing a==1 into ${environment} …`])
      assert.ok(holdsPackages(environment, ['a==1']))
      assert.ok(!holdsPackages(environment, ['a==2']))
    })

    it('get only what they do not hold yet', () => {
      ensureEnvironment(environment, ['a==1'], say)
      ensureEnvironment(environment, ['a==1', 'b==2'], say)
      assert.deepEqual(
        readFileSync(calls, 'utf8')
          .trim()
          .split('\n')
          .map(line => line.split(' ').slice(-1)[0]),
        ['a==1', 'b==2'],
      )
    })

    it('say in one line what pip said when it failed, and do not count as filled', () => {
      assert.throws(() => ensureEnvironment(environment, ['broken==1'], say), {
        name: 'KernelError',
        message: /-m pip install failed: No such package\.$/,
      })
      assert.ok(!holdsPackages(environment, ['broken==1']))
    })
  })
})
