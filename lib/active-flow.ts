/**
 * The flow that is being built: calls of task functions add to it. Building is synchronous, so a stack is all that
 * is needed; it is shared by all copies of the library, because a cell's tasks may be another copy's.
 */
import { FlowError } from './error'
import type { Flow } from './flow'
import { shared } from './symbols'

const stack = shared<Flow[]>('tasklab.building', () => [])

/** Runs `fn` while `flow` is the one that is being built. */
export function whileBuilding<T>(flow: Flow, fn: () => T): T {
  stack.push(flow)
  try {
    return fn()
  } finally {
    stack.pop()
  }
}

/** The flow that is being built, if one is. */
export function activeFlow(): Flow | undefined {
  return stack.at(-1)
}

/** The flow that is being built. Throws a FlowError outside of `flow.build`. */
export function requireFlow(): Flow {
  const flow = stack.at(-1)
  if (flow) return flow
  throw new FlowError(
    'NO_ACTIVE_FLOW',
    'Could not infer an active Flow context. Call tasks inside flow.build(() => …); to run the plain function, call its fn.',
    { hint: 'flow.build(() => myTask(input))' },
  )
}
