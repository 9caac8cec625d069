/**
 * The end of a run: its flow's handlers are asked about its last state, the journal is closed, and the result is put
 * together. Nothing here holds up a run that is aborted: what its handlers say then is not waited for.
 */
import type { FlowState } from '../flow-state'
import { makeState, type State } from '../state'
import type { RunJournal } from '../store/store'
import { type Answer, askFlowHandlers, unlessAborted } from './flow-handlers'
import type { FlowRun } from './flow-run'
import { textOf } from './outcome'
import { flowState } from './run-result'
import type { RunSetup } from './run-setup'

/**
 * The result of a run that came to this; `run` is missing where it did not come to run anything. Where the caller wants
 * what broke the run thrown, it is thrown now that all of it is written.
 */
export async function ended(
  setup: RunSetup,
  run: FlowRun | undefined,
  journal: RunJournal,
  to: Answer,
  from: State = makeState('Pending', {}),
): Promise<FlowState> {
  // What an abort decided is final. A handler that threw is not asked again.
  const settled = to.state.type === 'Cancelled' || to.thrown !== undefined
  const { state, thrown } = settled ? to : await askFlowHandlers(setup, from, to.state)
  const result = flowState(setup, run, journal, (await closed(setup, journal, state)) ?? state)
  const broken = thrown ?? (await tellFailure(setup, result))
  if (broken && setup.raiseOnException) throw broken.error
  return broken === undefined || broken === thrown
    ? result
    : flowState(setup, run, journal, failed(setup, broken.error))
}

/** A Failed state with this error. */
export function failed({ clock }: RunSetup, error: unknown): State {
  return makeState('Failed', { message: textOf(error), error, timestamp: new Date(clock.now()) })
}

/** Calls the flow's `onFailure`; what it threw, if it did. */
async function tellFailure({ flow, signal }: RunSetup, state: FlowState): Promise<Answer['thrown']> {
  const { onFailure } = flow.options
  if (onFailure === undefined || !state.isFailed() || state.type === 'Cancelled') return undefined
  try {
    await unlessAborted(signal, async () => onFailure(flow, state))
    return undefined
  } catch (error) {
    return { error }
  }
}

/** Closes the journal; the state of a run whose last changes it could not show. */
async function closed(
  setup: RunSetup,
  journal: RunJournal,
  { type, message, error }: State,
): Promise<State | undefined> {
  try {
    await journal.end({
      type,
      ...(message === undefined ? {} : { message }),
      ...(error === undefined ? {} : { error }),
    })
    return undefined
  } catch (error) {
    return failed(setup, error)
  }
}
