import { strict as assert } from 'node:assert'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failureText, npmEnvironment } from '../../../kernel/magics/install'
import { resultOf, textOf } from '../test-kernel'
import { MagicKernel } from './magic-kernel'

describe('%install', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    for (const [name, value] of [
      ['left-hand', 'left'],
      ['right-hand', 'right'],
    ] as const) {
      const folder = join(magic.folder, name)
      mkdirSync(folder)
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      writeFileSync(join(folder, 'index.js'), `exports.hand = '${value}'`)
    }
  })

  after(() => magic.stop())

  it('installs into the notebook’s folder, wherever the cells are, and imports work at once', async function () {
    this.timeout(60_000)
    await magic.kernel.execute("import { hand } from 'left-hand'") // fails, and must not be remembered
    const answer = await magic.run('%cd -q left-hand\n%install ./left-hand ./right-hand')
    assert.match(textOf(answer), /Made .*package\.json\n.*added 2 packages/s)
    const { dependencies } = JSON.parse(readFileSync(join(magic.folder, 'package.json'), 'utf8'))
    assert.deepEqual(Object.keys(dependencies), ['left-hand', 'right-hand'])
    const code = "import { hand } from 'left-hand'\nimport * as right from 'right-hand'\n;[hand, right.hand]"
    assert.equal(resultOf(await magic.run(code)), "[ 'left', 'right' ]")
  })

  it('reports that npm failed, after what npm said', async function () {
    this.timeout(60_000)
    const answer = await magic.kernel.execute('%install ./nothing-here')
    assert.match(String(answer.reply.evalue), /^%install: npm ended with exit code/)
    assert.match(textOf(answer, 'stderr'), /npm error/)
  })

  it('says that there is no npm, or no network', async function () {
    this.timeout(60_000)
    await magic.run("const path = process.env.PATH\nprocess.env.PATH = '/nowhere'")
    assert.match((await magic.failure('%install ms')).evalue, /^%install: npm was not found/)
    await magic.run("process.env.PATH = path\nprocess.env.npm_config_registry = 'http://127.0.0.1:9'")
    assert.match(
      (await magic.failure('%install --fetch-retries=0 ms')).evalue,
      /^%install: The registry cannot be reached/,
    )
  })

  it('runs npm in the Node of the cells, and in the one on PATH where npm knows only that', async () => {
    const bin = join(magic.folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'node'), '#!/bin/sh\necho in another Node', { mode: 0o755 })
    const npm = (code: string): void => writeFileSync(join(bin, 'npm'), `#!/usr/bin/env node\n${code}`, { mode: 0o755 })
    await magic.run(`const usualPath = process.env.PATH\nprocess.env.PATH = '${bin}:' + usualPath`)
    npm('console.log("in", process.execPath)')
    assert.equal(textOf(await magic.run('%install ms')).trim(), `in ${process.execPath}`)
    npm('throw new Error("no such Node")')
    assert.equal(textOf(await magic.run('%install ms')).trim(), 'in another Node')
    await magic.run('process.env.PATH = usualPath')
  })

  it('says how it is used', async () => {
    assert.match((await magic.failure('%install')).evalue, /^%install: No package is named\. Usage: %install PACKAGE/)
    assert.match((await magic.failure('%install -D')).evalue, /No package is named/)
  })

  it('says why it failed where npm’s own words need reading', () => {
    assert.match(failureText(127, ''), /npm was not found/)
    assert.match(failureText(1, 'npm error code ENOTFOUND'), /The registry cannot be reached/)
    assert.match(
      failureText(1, "npm error 404  The requested resource 'x@*' could not be found or"),
      /no package x@\* in the registry/,
    )
  })

  it('does not take another npm’s project for its own', () => {
    const env = {
      PATH: '/bin',
      npm_package_json: '/x/package.json',
      npm_config_prefix: '/x',
      npm_config_registry: 'http://r',
    }
    const cleared = { npm_package_json: null, npm_config_prefix: null }
    assert.deepEqual(npmEnvironment(env, '/node', 'last'), { ...cleared, PATH: '/bin:/node' })
    assert.deepEqual(npmEnvironment(env, '/node', 'first'), { ...cleared, PATH: '/node:/bin' })
  })
})
