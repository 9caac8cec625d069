/**
 * Branches: `ifElse` and `switchCase` let one of several branch heads run and skip the others; `merge` goes on with
 * the one that ran. Each branch gets a gate, a task of the engine's own that is skipped where its value is not the
 * condition's; the head waits for its gate and is skipped with it.
 */
import { requireFlow } from './active-flow'
import { FlowError } from './error'
import { quote } from './options'
import { isTask } from './recognise'
import { signals } from './signals'
import type { InlineScope, Task } from './task'
import { addCall, type Recipe } from './task-function'
import { type TaskOptions, taskSettings } from './task-options'
import { triggers } from './triggers'

// biome-ignore lint/suspicious/noExplicitAny: a branch may begin with a task of any result
type Head = Task<any>

/** A task of the engine's own, which runs at once and by no executor. */
export function inlineRecipe(
  name: string,
  parameter: string,
  inline: (args: readonly unknown[], scope: InlineScope) => unknown,
  options: TaskOptions = {},
): Recipe {
  const parameters = parameter.startsWith('...') ? { names: [], rest: parameter.slice(3) } : { names: [parameter] }
  const core = { fn: (...args: unknown[]) => args[0], parameters, settings: taskSettings(options), inline }
  return { options, tags: new Set(), core, name: () => name }
}

/** Runs one of two branch heads, by strict true or false; anything else skips both. */
export function ifElse(condition: boolean | Task<boolean>, whenTrue: Head, whenFalse?: Head): void {
  gate('if true', condition, value => value === true, whenTrue)
  if (whenFalse !== undefined) gate('if false', condition, value => value === false, whenFalse)
}

/** Runs the branch head whose name is the condition's value as text; without one all are skipped. */
export function switchCase(condition: unknown, cases: Readonly<Record<string, Head>>): void {
  if (typeof cases !== 'object' || cases === null) {
    throw new FlowError('BAD_ARGUMENT', `switchCase() takes the branch heads by value, got ${quote(cases)}.`)
  }
  for (const [name, head] of Object.entries(cases))
    gate(`case ${name}`, condition, value => String(value) === name, head)
}

function gate(name: string, condition: unknown, fits: (value: unknown) => boolean, head: Head): void {
  if (!isTask(head)) throw new FlowError('BAD_ARGUMENT', `A branch head must be a task, got ${quote(head)}.`)
  const open = ([value]: readonly unknown[]): unknown => {
    if (fits(value)) return value
    throw new signals.Skip(`The condition was ${quote(value)}.`)
  }
  const made = addCall(inlineRecipe(name, 'value', open), [condition], false)
  requireFlow().addEdge({ upstream: made, downstream: head })
}

/** The result of the first branch that was not skipped; all skipped: Skipped. */
export function merge<T extends readonly Head[]>(...tasks: T): Task<T[number] extends Task<infer R> ? R : never> {
  for (const task of tasks)
    if (!isTask(task)) throw new FlowError('BAD_ARGUMENT', `merge() takes tasks, got ${quote(task)}.`)
  const options: TaskOptions = { trigger: triggers.notAllSkipped, skipOnUpstreamSkip: false }
  return addCall(inlineRecipe('merge', '...branch', firstResult, options), tasks, false) as never
}

function firstResult(args: readonly unknown[], scope: InlineScope): unknown {
  for (const state of scope.upstream().values()) if (!state.isSkipped()) return state.result
  return args.find(value => value !== undefined)
}
