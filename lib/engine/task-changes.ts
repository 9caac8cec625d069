/**
 * Whether what an earlier run left of a task still holds, as far as the task itself goes: what changed of its code and
 * of the making of its inputs, and whether its value is there.
 */
import { changesBetween } from '../store/code-identity'
import { type StoredTask, type StoredTaskFamily, type TaskIdentity, wiringAt } from '../store/store'
import { wiringChanges } from './wiring'

/**
 * What changed of a task since the entry was made, in words; undefined for nothing, or where nobody noted how it was.
 * `shared`: of a mapped task only what all children have in common.
 */
export function changesOf(entry: StoredTask, now: TaskIdentity | undefined, shared: boolean): string | undefined {
  const { identity, mapIndex } = entry
  if (identity === undefined || now === undefined) return undefined
  const code = changesBetween(identity.code, now.code)
  const [before, today] = wirings(identity, now, mapIndex, shared)
  const all = before === today ? code : [...code, ...wiringChanges(before, today)]
  return all.length === 0 ? undefined : all.join(', ')
}

/** Whether the task's inputs are made in another way now, so that those that were kept do not count. */
export function isRewired({ identity, mapIndex }: StoredTask, now: TaskIdentity | undefined): boolean {
  if (identity === undefined || now === undefined) return false
  const [before, today] = wirings(identity, now, mapIndex, false)
  return before !== today
}

/** Why the value of a task that succeeded is not there, or that of one of its children; undefined where it is. */
export function lostValue(family: StoredTaskFamily | undefined): string | undefined {
  if (family === undefined) return undefined
  const { whole, children } = family
  const lost = whole !== undefined && isLost(whole) ? whole : [...children.values()].find(isLost)
  return lost && (lost.unreadable ?? lost.state.notStored?.reason)
}

/** Whether the value of this state could not be stored, or not be read. */
export function isLost({ state, unreadable }: StoredTask): boolean {
  return unreadable !== undefined || (state.result === undefined && /^result\b/.test(state.notStored?.path ?? ''))
}

function wirings(
  before: TaskIdentity,
  now: TaskIdentity,
  mapIndex: number | undefined,
  shared: boolean,
): readonly [string, string] {
  return shared
    ? [firstLine(before.wiring), firstLine(now.wiring)]
    : [wiringAt(before, mapIndex), wiringAt(now, mapIndex)]
}

function firstLine(text: string): string {
  const end = text.indexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}
