/**
 * The state handlers of a flow: asked before it runs and when it has ended. One that throws fails the flow.
 */
import { makeState, type State } from '../state'
import { askOneByOne } from './changes'
import { textOf } from './outcome'
import type { RunSetup } from './run-setup'

/** The state that the handlers make of a change, or Failed with what one of them threw. */
export interface Answer {
  readonly state: State
  readonly thrown?: { readonly error: unknown }
}

/** Asks the handlers about a change. */
export async function askFlowHandlers({ flow, clock }: RunSetup, from: State, to: State): Promise<Answer> {
  const { stateHandlers = [] } = flow.options
  if (stateHandlers.length === 0) return { state: to }
  try {
    return { state: await askOneByOne(stateHandlers, flow, from, to) }
  } catch (error) {
    const state = makeState('Failed', { message: textOf(error), error, timestamp: new Date(clock.now()) })
    return { state, thrown: { error } }
  }
}
