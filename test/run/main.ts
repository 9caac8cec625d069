/**
 * `npm test`: types and lint, and beside them every test; its last line is `N passed, N failed`, from mocha's report.
 * All of it runs even when a check fails, so that one run tells everything. Arguments go to mocha: `-g resume`.
 */

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reasonOf } from '../../kernel/error'
import { isCI, makeEnvironment } from './environment'
import { type Counts, countsVariable } from './reporter'

const root = join(__dirname, '..', '..')
const modules = join(root, 'node_modules')
const tsc = join(modules, 'typescript', 'bin', 'tsc')

const checks = [
  { name: 'types of lib and kernel', args: [tsc, '-p', root, '--noEmit'] },
  { name: 'types of the tests', args: [tsc, '-p', join(root, 'test')] },
  { name: 'lint', args: [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check'] },
] as const

async function main(mochaArgs: readonly string[]): Promise<number> {
  const checking = checks.map(async ({ name, args }) => ({ name, ...(await collect(args)) }))
  try {
    makeEnvironment(say)
  } catch (error) {
    say(`${reasonOf(error)} ${isCI ? 'With CI=true tests that need it fail.' : 'Tests that need it are skipped.'}`)
  }
  // the first one writes where the build wrote, which tests look at
  await checking[0]
  const { passed, failed, skipped } = await runMocha([...everyTest(mochaArgs), ...mochaArgs])
  let failedChecks = 0
  for (const check of checking) {
    const { name, code, output } = await check
    if (code === 0) say(`✔ ${name}`)
    else say(`✘ ${name}\n${output.trim()}`)
    if (code !== 0) failedChecks++
  }
  for (const title of skipped) say(`skipped: ${title}`)
  if (failedChecks > 0) say(`${failedChecks} of the checks failed: see above.`)
  say(`${passed} passed, ${failed} failed`)
  return failedChecks > 0 || failed > 0 || passed === 0 || (isCI && skipped.length > 0) ? 1 : 0
}

/** All of them, unless the arguments name files. */
function everyTest(args: readonly string[]): readonly string[] {
  return args.some(arg => arg.endsWith('.test.ts')) ? [] : ['test/**/*.test.ts']
}

/** A mocha that dies before its report counts as one failure. */
async function runMocha(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
  const file = join(folder, 'counts.json')
  const script = join(modules, 'mocha', 'bin', 'mocha.js')
  const reporter = join(__dirname, 'reporter.ts')
  try {
    const env = { ...process.env, TASKLAB_HISTORY: ':memory:', [countsVariable]: file }
    const child = spawn(process.execPath, [script, '--reporter', reporter, ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    })
    const code = await new Promise(resolve => child.once('exit', resolve))
    const counts = readCounts(file)
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}

function collect(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, { cwd: root })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise(resolve => child.once('close', code => resolve({ code, output })))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

void main(process.argv.slice(2)).then(code => {
  process.exitCode = code
})
