/**
 * The symbols by which our objects are recognised and shown. They are registered ones (`Symbol.for`), because a
 * cell may hold another copy of this library: an object of that copy is as good as one of ours, while `instanceof`
 * would deny it.
 */

/** A method of this name gives the MIME bundle that a Jupyter front end shows. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display')
/** A method of this name gives the text that Node's console prints. */
export const inspectCustom: unique symbol = Symbol.for('nodejs.util.inspect.custom')

export const stateBrand: unique symbol = Symbol.for('tasklab.State')
/** Under it a FlowState holds what is known of its run. */
export const runFacts: unique symbol = Symbol.for('tasklab.run')
export const flowStateBrand: unique symbol = Symbol.for('tasklab.FlowState')
export const taskBrand: unique symbol = Symbol.for('tasklab.Task')
/** Under it a task holds what the engine reads of it. */
export const taskCore: unique symbol = Symbol.for('tasklab.core')
/** Under it a task holds the flow that it was built in. */
export const taskHome: unique symbol = Symbol.for('tasklab.home')
/** Under it a flow holds its graph. */
export const flowGraph: unique symbol = Symbol.for('tasklab.graph')
export const wrapperBrand: unique symbol = Symbol.for('tasklab.wrapper')
export const taskFunctionBrand: unique symbol = Symbol.for('tasklab.TaskFunction')
export const parameterBrand: unique symbol = Symbol.for('tasklab.Parameter')
export const flowBrand: unique symbol = Symbol.for('tasklab.Flow')
export const manualBrand: unique symbol = Symbol.for('tasklab.manualOnly')
export const signalBrand: unique symbol = Symbol.for('tasklab.signal')
export const errorBrand: unique symbol = Symbol.for('tasklab.FlowError')
/** On a timer's callback that serves all runs: a kernel does not stop it with the cell that happened to set it. */
export const servesAll: unique symbol = Symbol.for('tasklab.servesAll')

/** Names a task that was made from a nameless function; the kernel calls it for a cell's top-level `const`. */
export const named: unique symbol = Symbol.for('tasklab.named')
/** Where a notebook kernel leaves its Host, on globalThis. */
export const hostKey: unique symbol = Symbol.for('tasklab.host')

/** Whether a value carries one of our brands. */
export function isBranded(value: unknown, brand: symbol): value is object {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    (value as { readonly [brand: symbol]: unknown })[brand] === true
  )
}

/** The one object of this name in the process: made by the first copy of the library that asks. */
export function shared<T>(name: string, make: () => T): T {
  const all = globalThis as { [name: symbol]: unknown }
  const key = Symbol.for(name)
  if (all[key] === undefined) all[key] = make()
  return all[key] as T
}
