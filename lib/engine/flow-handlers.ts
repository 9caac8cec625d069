/**
 * The state handlers of a flow: asked before it runs and when it has ended. One that throws fails the flow; an abort
 * waits for none of them.
 */
import { makeState, type State } from '../state'
import { askOneByOne } from './changes'
import { cancelled } from './final-state'
import { textOf } from './outcome'
import type { RunSetup } from './run-setup'

/** The state that the handlers make of a change, or Failed with what one of them threw. */
export interface Answer {
  readonly state: State
  readonly thrown?: { readonly error: unknown }
}

/** Asks the handlers about a change; Cancelled where the run is aborted before they have said. */
export async function askFlowHandlers({ flow, clock, signal }: RunSetup, from: State, to: State): Promise<Answer> {
  const { stateHandlers = [] } = flow.options
  if (stateHandlers.length === 0) return { state: to }
  const timestamp = () => new Date(clock.now())
  try {
    const state = await unlessAborted(signal, () => askOneByOne(stateHandlers, flow, from, to))
    return { state: state ?? cancelled(signal?.reason, timestamp()) }
  } catch (error) {
    return { state: makeState('Failed', { message: textOf(error), error, timestamp: timestamp() }), thrown: { error } }
  }
}

/** What the work comes to; undefined as soon as the signal fires, whatever becomes of the work then. */
export async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (signal === undefined) return work()
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>()
  const abort = (): void => resolve(undefined)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
