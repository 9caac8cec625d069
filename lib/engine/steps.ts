/**
 * The steps that a task goes through before it runs, in order. Each gives the state in which the task ends, or
 * undefined: the next step is asked. None of them changes anything but the unit's run count and arguments.
 * The numbers of the rules are those of the list in the engine's design: upstream, skip, trigger, own state, start
 * time, inputs. The output cache may have to be read from a store and is asked by the runner itself.
 */
import { isSignal } from '../signals'
import { makeState, Skipped, type State, TriggerFailed } from '../state'
import { triggers } from '../triggers'
import type { FlowRun } from './flow-run'
import { argumentsOf, inputsRecord, MissingInput } from './inputs'
import { signalState, textOf } from './outcome'
import type { TaskRun } from './task-run'
import { concerns, upstreamOf, upstreamStates, waitingFor } from './upstream'

/** Gives the state in which the task ends, or undefined to go on. */
export type Step = (run: FlowRun, unit: TaskRun) => State | undefined

/** Goes through the steps; the first state ends it. */
export function beforeRunning(run: FlowRun, unit: TaskRun): State | undefined {
  countRuns(unit)
  return (
    upstreamFinished(run, unit) ??
    skippedUpstream(run, unit) ??
    triggerAllows(run, unit) ??
    ownState(unit) ??
    startTime(run, unit) ??
    inputs(run, unit)
  )
}

/** A retry goes on counting; whatever else was given starts at 1. */
export function countRuns(unit: TaskRun): void {
  const { given } = unit
  if (given?.type !== 'Retrying') {
    unit.runCount = 1
    return
  }
  unit.runCount = given.runCount + 1
  unit.loopCount = given.loopCount ?? 1
  unit.loopResult = given.loopResult
}

/** For a start task only a known upstream that is unfinished counts; what is unknown is a matter of its inputs. */
const upstreamFinished: Step = (run, unit) => {
  for (const edge of unit.node.incoming) {
    const { state } = upstreamOf(run, unit, edge)
    if (state?.isFinished() || !concerns(unit, edge) || (state === undefined && unit.isStart)) continue
    return unit.given ?? pending(run, waitingFor(edge.from.task.name, state))
  }
  return undefined
}

const skippedUpstream: Step = (run, unit) => {
  if (!unit.node.settings.skipOnUpstreamSkip) return undefined
  for (const edge of unit.node.incoming) {
    if (concerns(unit, edge) && upstreamOf(run, unit, edge).state?.isSkipped()) {
      return Skipped({ message: 'Upstream task was skipped.', timestamp: run.now(), attempts: unit.given?.attempts })
    }
  }
  return undefined
}

const triggerAllows: Step = (run, unit) => {
  const { trigger, manual } = unit.node.settings
  if (unit.isStart || unit.given?.type === 'Resume') return undefined
  if (!manual && (unit.node.incoming.length === 0 || passesDefault(run, unit))) return undefined
  const fields = { timestamp: run.now(), attempts: unit.given?.attempts }
  try {
    if (trigger(upstreamStates(run, unit))) return undefined
    const error = new Error('Trigger failed.')
    return TriggerFailed({ ...fields, message: error.message, error })
  } catch (error) {
    if (!isSignal(error)) return TriggerFailed({ ...fields, message: textOf(error), error })
    // What waits for a person keeps its inputs, where they are there.
    return signalState(error, {
      ...fields,
      message: 'Trigger failed.',
      ...(error.kind === 'Pause' ? kept(run, unit) : {}),
    })
  }
}

/** The default trigger, without making the Map that triggers take. */
function passesDefault(run: FlowRun, unit: TaskRun): boolean {
  if (unit.node.settings.trigger !== triggers.allSuccessful) return false
  for (const edge of unit.node.incoming) {
    if (concerns(unit, edge) && !upstreamOf(run, unit, edge).state?.isSuccessful()) return false
  }
  return true
}

function kept(run: FlowRun, unit: TaskRun): { cachedInputs?: Record<string, unknown> } {
  const args = argumentsOf(run, unit)
  if (args instanceof MissingInput) return {}
  unit.args = args
  return { cachedInputs: inputsRecord(unit) }
}

const ownState = (unit: TaskRun): State | undefined => {
  const { given } = unit
  if (given === undefined || given.type === 'Cached') return undefined
  if (given.isFailed() && unit.retryFailed) return undefined
  if (given.isFinished() || given.isRunning()) return given
  return given.type === 'Paused' && given.startTime === undefined && !unit.isStart ? given : undefined
}

const startTime: Step = (run, unit) => {
  const { given } = unit
  if (unit.isStart || given === undefined || !('startTime' in given) || given.startTime === undefined) return undefined
  return given.startTime.getTime() > run.clock.now() ? given : undefined
}

const inputs: Step = (run, unit) => {
  if (unit.node.args.length === 0) return undefined
  const args = argumentsOf(run, unit)
  if (args instanceof MissingInput) return pending(run, String(args), unit.given)
  unit.args = args
  return undefined
}

function pending(run: FlowRun, message: string, given?: State): State {
  return makeState('Pending', { message, timestamp: run.now(), attempts: given?.attempts })
}
