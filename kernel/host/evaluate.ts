/**
 * Runs the scripts of cells, one after another, each in its scope, and answers for them.
 * Invariants: a run is answered once: by its end, or by its abort, whichever is first; what it leaves behind after an
 * abort is stopped.
 */

import { disposeScript } from '../cell/cell-helper'
import type { MimeBundle, RunId, RunOutcome, RunScript } from '../link'
import { withPictureWidth } from '../png'
import type { Declarations } from './declarations'
import { bundleOf } from './display'
import { errorReport, interruptedReport } from './errors/error-report'
import type { Scripts } from './errors/scripts'
import { tell } from './front'
import { CellScope, currentScope, ownScope, runInScope } from './scope'
import { type Ended, type EvaluatedScript, ScriptEvaluation } from './script-evaluation'
import type { AbortGuard } from './stopping/abort-guard'
import { DeadRuns } from './stopping/dead-runs'
import { stopPending } from './stopping/dead-timers'
import { nextTick, setImmediate, soonForSure } from './turns'

/** What V8 says. */
const suppressing = 'An error was suppressed during disposal'

interface Running {
  readonly scope: CellScope
  readonly interrupt: () => void
}

export class Evaluator {
  readonly #evaluation = new ScriptEvaluation()
  readonly #scripts: Scripts
  readonly #running = new Map<RunId, Running>()
  readonly #dead = new DeadRuns(() => this.#evaluation.terminate())
  readonly #declarations: Declarations
  readonly #guard: AbortGuard
  readonly #settleNames: () => readonly string[]

  /** @param settleNames ends a cell: names that it did not reach, which it gives, are again what they were. */
  constructor(scripts: Scripts, declarations: Declarations, guard: AbortGuard, settleNames: () => readonly string[]) {
    this.#scripts = scripts
    this.#declarations = declarations
    this.#guard = guard
    this.#settleNames = settleNames
  }

  async run(script: RunScript): Promise<RunOutcome> {
    this.#guard.end()
    this.#scripts.add(script)
    this.#declarations.begin(script.declares)
    const scope = new CellScope(script.run)
    const interrupted = new Promise<void>(resolve => {
      this.#running.set(script.run, { scope, interrupt: resolve })
    })
    const cpuBefore = process.cpuUsage()
    const began = performance.now()
    const spent = (): Pick<RunOutcome, 'cpu' | 'wall'> => ({
      cpu: process.cpuUsage(cpuBefore),
      wall: performance.now() - began,
    })
    const failed = new Promise<RunOutcome>(resolve => {
      scope.fail = thrown => resolve({ error: errorReport(thrown, this.#scripts), ...spent() })
    })
    try {
      return await Promise.race([
        failed,
        interrupted.then(async () => {
          await Promise.all(scope.stopping)
          return { error: interruptedReport, ...spent() }
        }),
        runInScope(scope, () => onStackOfItsOwn(() => this.#runScript(script, spent))),
      ])
    } finally {
      this.#running.delete(script.run)
      this.#dead.settle()
      scope.fail = undefined
      this.#settle() // a cell that was interrupted or failed from outside has nobody else to do it
      scope.end()
      if (scope.abort.signal.aborted) soonForSure(() => this.#guard.end()) // once the answer is on its way
    }
  }

  /**
   * Ends a run with the interrupt's error; false if it had ended. It is over in a turn of its own: what goes on of the
   * dead cell in this one is terminated, and takes with it all promises that are queued behind it.
   */
  abort(run: RunId): Promise<boolean> {
    const running = this.#running.get(run)
    if (running === undefined) return Promise.resolve(false)
    // asked for the second time where a termination has cut off the first
    if (!this.#dead.has(run)) {
      this.#guard.begin()
      tell({ event: 'aborting', run })
      this.#dead.add(run)
      running.scope.abort.abort(new Error(interruptedReport.evalue))
      for (const end of running.scope.started) end()
      stopPending(one => this.#dead.has(one))
    }
    return new Promise(resolve => {
      setImmediate(() => {
        running.interrupt()
        resolve(true)
      })
    })
  }

  async #runScript(script: RunScript, spent: () => Pick<RunOutcome, 'cpu' | 'wall'>): Promise<RunOutcome> {
    const ended = await this.#runAndDispose(script)
    const took = spent()
    const scope = currentScope()
    const { awaited } = scope
    if (this.#running.has(script.run)) this.#settle()
    const value = ended !== 'terminated' && 'value' in ended && script.hasResult ? ended.value : undefined
    const isShown = scope.end(script.returns === undefined ? value : undefined)
    await Promise.all(scope.pending)
    if (ended === 'terminated') return { error: interruptedReport, ...took }
    if ('thrown' in ended) {
      const at = awaited && { title: script.title, ...awaited }
      return { error: errorReport(ended.thrown, this.#scripts, at), ...took }
    }
    if (script.returns === 'value') return { returned: ended.value, ...took }
    if (value === undefined) return took
    const data = await bundleOf(value)
    if (Object.keys(data).length === 0) return took // it has nothing to show
    const shown = isShown ? textAlone(data) : data
    return { result: { data: shown, metadata: withPictureWidth(shown, {}) }, ...took }
  }

  #settle(): void {
    this.#declarations.settle(this.#settleNames())
  }

  /** What `using` got is disposed of however the script ended; of two errors none is lost, as in the language. */
  async #runAndDispose(script: RunScript): Promise<Ended> {
    const ended = await this.#evaluate(script)
    if (!script.disposes) return ended
    const disposed = await this.#evaluate(disposeScript)
    if (ended === 'terminated' || disposed === 'terminated') return 'terminated'
    if (!('thrown' in disposed)) return ended
    return 'thrown' in ended ? { thrown: new SuppressedError(disposed.thrown, ended.thrown, suppressing) } : disposed
  }

  /** Nobody waits for a dead cell, and what would go on with it is terminated, with all that is queued behind it. */
  #evaluate(script: EvaluatedScript): Promise<Ended> {
    const scope = ownScope()
    const ended = this.#evaluation.evaluate(script, () => scope?.abort.signal.aborted !== true)
    if (script.awaits || !this.#dead.areThere) return ended
    return new Promise(resolve => soonForSure(() => resolve(ended))) // it may have let a dead one go on, to its termination
  }
}

/**
 * A termination that comes a moment late, when the cell is over, ends what called it: here there is nobody, so that who
 * waits for the cell hears of its end. (The queue of ticks, unlike that of immediates, goes on after a termination.)
 */
function onStackOfItsOwn<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // not `resolve(work())`, which queues a job that such a termination could take along
    nextTick(() => void work().then(resolve, reject))
  })
}

/** Of what the cell shows already, in a display of its own, the result is only the text. */
function textAlone(data: MimeBundle): MimeBundle {
  return { 'text/plain': data['text/plain'] }
}
