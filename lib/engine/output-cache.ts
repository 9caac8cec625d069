/**
 * The output cache: a Cached state that was given, or a result that the store kept by `cacheFor`, stands for the run
 * of the task if it has not expired and the task's validator accepts it.
 */
import { type Cached, Failed, type State, Success } from '../state'
import type { FlowRun } from './flow-run'
import { inputsRecord } from './inputs'
import { textOf } from './outcome'
import type { TaskRun } from './task-run'

/** The state of a task that need not run; undefined where it must. */
export function cachedOutput(run: FlowRun, unit: TaskRun): State | undefined {
  const { cacheFor } = unit.node.settings
  const given = unit.given?.type === 'Cached' ? unit.given : undefined
  if (given === undefined && (cacheFor === undefined || run.setup.store === undefined)) return undefined
  try {
    for (const cached of candidates(run, unit, given)) if (isGood(run, unit, cached)) return fromCache(run, cached)
    return undefined
  } catch (error) {
    return Failed({ message: textOf(error), error, timestamp: run.now() })
  }
}

function* candidates(run: FlowRun, unit: TaskRun, given: Cached | undefined): Generator<Cached> {
  if (given !== undefined) yield given
  const { store, identities } = run.setup
  const code = unit.node.settings.cacheFor === undefined ? undefined : identities?.()(unit.node.task.slug)?.code
  if (store === undefined || code === undefined) return
  yield* store.cached({
    flow: run.flow.name,
    slug: unit.node.task.slug,
    ...(unit.mapIndex < 0 ? {} : { mapIndex: unit.mapIndex }),
    code: code.digest,
    inputs: inputsRecord(unit),
    now: run.clock.now(),
  })
}

function isGood(run: FlowRun, unit: TaskRun, cached: Cached): boolean {
  if (cached.expiresAt.getTime() <= run.clock.now()) return false
  return unit.node.settings.cacheValidator(cached, inputsRecord(unit), { ...run.parameters })
}

function fromCache(run: FlowRun, cached: Cached): State {
  const { result } = cached
  return Success({ message: 'Task result was cached.', timestamp: run.now(), result, cached })
}
