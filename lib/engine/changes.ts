/**
 * Changes of state: the handlers see each in order and may return another state; then it goes to the journal, and is
 * shown when the journal has it. Without handlers all of it happens at once; a handler that gives a promise is waited
 * for, and the task goes on after it.
 */
import { Failed, isState, type State } from '../state'
import type { Task } from '../task'
import type { StateHandler } from '../task-options'
import type { FlowRun } from './flow-run'
import { textOf } from './outcome'
import type { TaskRun } from './task-run'

/** Changes the state of a task, then goes on with the state that it has got. */
export function changeState(run: FlowRun, unit: TaskRun, to: State, then: (state: State) => void): void {
  const { stateHandlers } = unit.node.settings
  if (stateHandlers.length === 0) {
    then(run.recorder.change(unit, to))
    return
  }
  const from = unit.state ?? run.nothing
  const done = (state: State): void => {
    if (!run.over && !unit.settled) then(run.recorder.change(unit, state))
  }
  const failed = (error: unknown): void => {
    done(
      Failed({ message: textOf(error), error, timestamp: run.now(), startedAt: to.startedAt, attempts: to.attempts }),
    )
  }
  const handled = askHandlers(stateHandlers, unit.node.task, from, to)
  if (handled instanceof Promise) {
    handled.then(done, failed).then(
      () => run.drain(),
      error => run.crash(error),
    )
  } else if ('thrown' in handled) failed(handled.thrown)
  else done(handled.state)
}

type Handled = { readonly state: State } | { readonly thrown: unknown }

/** Asks each handler in turn; a promise only where one of them gives one. */
function askHandlers<S extends Task>(
  handlers: readonly StateHandler<S>[],
  subject: S,
  from: State,
  to: State,
): Handled | Promise<State> {
  let state = to
  for (const [n, handler] of handlers.entries()) {
    try {
      const answer = handler(subject, from, state)
      if (answer instanceof Promise || typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') {
        return askOneByOne(handlers.slice(n + 1), subject, from, state, answer as PromiseLike<unknown>)
      }
      if (isState(answer)) state = answer
    } catch (thrown) {
      return { thrown }
    }
  }
  return { state }
}

/** The same for handlers of which one has given a promise; for those of a flow too. */
export async function askOneByOne<S>(
  handlers: readonly StateHandler<S>[],
  subject: S,
  from: State,
  to: State,
  first?: PromiseLike<unknown>,
): Promise<State> {
  const answer: unknown = await first
  let state = isState(answer) ? answer : to
  for (const handler of handlers) {
    const next: unknown = await handler(subject, from, state)
    if (isState(next)) state = next
  }
  return state
}
