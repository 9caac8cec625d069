/**
 * What nobody catches: an exception of a timer, an event, a callback; a promise that is rejected and that nobody waits
 * for. Node would end the process, and with it everybody's variables. Here the cell that caused it is told: one that
 * still runs fails with an exception (what it waits for may never come); an ended one gets it on stderr.
 * A cell's own listeners come first: what they hear is caught. Those of Node's test runner, which stay once a cell has
 * used it, only note what they hear for a summary at the end of the process.
 */

import { getCallSites } from 'node:util'
import { currentScope, leaveScope } from '../scope'
import { errorReport } from './error-report'
import type { Scripts } from './scripts'

const sayings = { uncaughtException: 'Uncaught exception', unhandledRejection: 'Unhandled rejection' } as const

/** Listeners that count for nothing here. */
const ignored = new WeakSet<object>()

export function surviveUncaught(scripts: Scripts): void {
  const areAlone = (event: keyof typeof sayings): boolean => process.rawListeners(event).every(one => ignored.has(one))
  const tell = (event: keyof typeof sayings, thrown: unknown): void => {
    process.stderr.write(`${sayings[event]}: ${errorReport(thrown, scripts).traceback.join('\n')}\n`)
  }
  const onException = (thrown: unknown): void => {
    if (areAlone('uncaughtException')) {
      const { fail } = currentScope()
      if (fail === undefined) tell('uncaughtException', thrown)
      else fail(thrown)
    }
    leaveScope() // before a cell's own listeners: after them comes nobody who could
  }
  const onRejection = (thrown: unknown): void => {
    if (areAlone('unhandledRejection')) tell('unhandledRejection', thrown)
  }
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  ignored.add(onException).add(onRejection)
  process.on('newListener', (event, listener) => {
    if (Object.hasOwn(sayings, event) && isAddedByTestRunner()) ignored.add(listener)
  })
}

function isAddedByTestRunner(): boolean {
  const adder = getCallSites().find(({ scriptName }) => scriptName !== __filename && scriptName !== 'node:events')
  return adder?.scriptName.startsWith('node:internal/test_runner/') === true
}

/**
 * Where a listener of `exit` throws, Node would stay, but run nothing any more: no tick, no cell. The error is told, and
 * the process ends.
 */
export function exitWhateverThrows(scripts: Scripts): void {
  const exit = process.exit.bind(process)
  process.exit = code => {
    try {
      return exit(code)
    } catch (thrown) {
      process.stderr.write(`${sayings.uncaughtException}: ${errorReport(thrown, scripts).traceback.join('\n')}\n`)
      return exit() // asks no listener again
    }
  }
}
