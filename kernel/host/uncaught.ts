/**
 * What nobody catches: an exception of a timer, an event, a callback; a promise that is rejected and that nobody waits
 * for. Node would end the process, and with it everybody's variables. Here the cell that caused it is told: one that
 * still runs fails with an exception (what it waits for may never come); an ended one gets it on stderr.
 * A cell's own listeners come first: what they hear is caught.
 */

import { errorReport } from './error-report'
import { currentScope } from './scope'
import type { Scripts } from './scripts'

const sayings = { uncaughtException: 'Uncaught exception', unhandledRejection: 'Unhandled rejection' } as const

export function surviveUncaught(scripts: Scripts): void {
  const tell = (event: keyof typeof sayings, thrown: unknown): void => {
    process.stderr.write(`${sayings[event]}: ${errorReport(thrown, scripts).traceback.join('\n')}\n`)
  }
  process.on('uncaughtException', thrown => {
    if (process.listenerCount('uncaughtException') > 1) return
    const { fail } = currentScope()
    if (fail === undefined) tell('uncaughtException', thrown)
    else fail(thrown)
  })
  process.on('unhandledRejection', thrown => {
    if (process.listenerCount('unhandledRejection') === 1) tell('unhandledRejection', thrown)
  })
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
