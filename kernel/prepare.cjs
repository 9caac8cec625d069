'use strict'
// Makes a checkout ready to run: installs the packages of package-lock.json and builds dist, each only when it has to.
// Invariants: silent and quick (a few stats) when there is nothing to do; two at once wait for each other; what a broken
// install or a killed build left behind is noticed the next time, because each ends with the file that says it is done.

const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { join } = require('node:path')

/** Returns undefined, or what went wrong. */
exports.prepare = function prepare(root, { build, force = false }) {
  const checkout = { root, dist: join(root, 'dist') }
  if (!force && isInstalled(checkout) && (!build || isBuilt(checkout))) return undefined
  try {
    return locked(checkout, () => {
      const failure = isInstalled(checkout) ? undefined : install(checkout)
      if (failure !== undefined || !build) return failure
      return force || !isBuilt(checkout) ? compile(checkout, force) : undefined
    })
  } catch (error) {
    return `this checkout cannot be prepared: ${error.message}`
  }
}

/** npm ends an install with its own copy of the lock file in node_modules: same packages there, nothing to do. */
function isInstalled({ root }) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages
  if (wanted === undefined || present === undefined) return false
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const found = present[place]
    if (found === undefined) return entry.optional === true
    return found.integrity === entry.integrity && fs.existsSync(join(root, place, 'package.json'))
  })
}

function install(checkout) {
  say('installing packages …')
  const npm = npmCommand()
  const result = spawnSync(npm.file, [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: checkout.root,
    encoding: 'utf8',
    shell: npm.shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (result.error) return `npm cannot be started: ${result.error.message}`
  if (result.status !== 0) return `npm ci failed:\n${`${result.stderr}${result.stdout}`.trim()}`
  return isInstalled(checkout) ? undefined : 'npm ci ended, but node_modules is not what package-lock.json says.'
}

/** The npm that runs this script, else the one on the PATH. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node = process.execPath } = process.env
  if (script?.endsWith('.js')) return { file: node, args: [script], shell: false }
  return { file: 'npm', args: [], shell: process.platform === 'win32' }
}

function isBuilt(checkout) {
  const stamp = readText(stampFile(checkout))
  return stamp === sourcesOf(checkout) && fs.existsSync(join(checkout.dist, 'kernel/cli/main.js'))
}

/** Builds also over type errors: `npm test` and `npm run build` are there to refuse them, a kernel can run with them. */
function compile(checkout, strict) {
  if (!fs.existsSync(stampFile(checkout))) say('building …')
  const sources = sourcesOf(checkout)
  const compiler = join(checkout.root, 'node_modules/typescript/bin/tsc')
  const result = spawnSync(process.execPath, [compiler, '-p', checkout.root], { cwd: checkout.root, encoding: 'utf8' })
  if (result.error) return `the compiler cannot be started: ${result.error.message}`
  const report = `${result.stdout}${result.stderr}`.trim()
  if (!fs.existsSync(join(checkout.dist, 'kernel/cli/main.js'))) return `the build failed:\n${report}`
  removeOrphans(checkout)
  fs.writeFileSync(stampFile(checkout), sources)
  if (result.status === 0) return undefined
  if (strict) return `the build has errors:\n${report}`
  const errors = report.split('\n').filter(line => line.includes('error TS')).length
  say(`${errors} type error${errors === 1 ? '' : 's'}: see npm run build`)
  return undefined
}

/** What was compiled from a file that is gone would still be found by a test or a cell. */
function removeOrphans({ root, dist }) {
  for (const file of filesIn(dist, /\.(d\.ts|js)$/)) {
    const source = file.replace(/\.(d\.ts|js)$/, '.ts')
    if (!fs.existsSync(join(root, source))) fs.rmSync(join(dist, file))
  }
}

function sourcesOf({ root }) {
  const hash = createHash('sha1')
  const files = [...filesIn(root, /\.ts$/), 'tsconfig.json', 'package-lock.json']
  for (const file of files.sort()) {
    const { mtimeMs, size } = fs.statSync(join(root, file))
    hash.update(`${file}\0${mtimeMs}\0${size}\n`)
  }
  return hash.digest('hex')
}

function filesIn(folder, pattern) {
  return ['kernel', 'lib'].flatMap(room => {
    if (!fs.existsSync(join(folder, room))) return []
    const names = fs.readdirSync(join(folder, room), { recursive: true })
    return names.filter(name => pattern.test(name)).map(name => join(room, name))
  })
}

function locked({ dist }, work) {
  const lock = join(dist, '.lock')
  fs.mkdirSync(dist, { recursive: true })
  while (!tryLock(lock)) {
    if (isStale(lock)) fs.rmSync(lock, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
  try {
    return work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

function tryLock(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Its owner was killed before it could remove the lock. */
function isStale(lock) {
  const owner = Number(readText(lock))
  if (!Number.isInteger(owner) || owner === 0) return false
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function stampFile({ dist }) {
  return join(dist, '.sources')
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function say(text) {
  process.stderr.write(`tasklab: ${text}\n`)
}
