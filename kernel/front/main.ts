/**
 * The process that Jupyter starts: `main.js CONNECTION_FILE`.
 * The cell host is spawned before the rest of the front is loaded, so that both processes start side by side.
 */

import '../compile-cache'

import { KernelError, oneLine } from '../error'
import { readConnectionFile } from '../wire/connection'
import { CellHost } from './cell-host'

async function main(): Promise<void> {
  const [file] = process.argv.slice(2)
  if (file === undefined) {
    throw new KernelError('connection-file', 'A kernel needs the path of its connection file as argument.')
  }
  const connection = readConnectionFile(file)
  const host = new CellHost({ cwd: process.cwd() })
  const { startKernel } = require('./wiring') as typeof import('./wiring')
  await startKernel(connection, host)
}

main().catch(error => {
  process.stderr.write(KernelError.is(error) ? `${oneLine(error)}\n` : `${error?.stack ?? error}\n`)
  process.exit(KernelError.is(error) ? 2 : 1)
})
