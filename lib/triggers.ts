/**
 * Triggers decide from the states of the upstream tasks whether a task may run. They are functions of those states
 * alone, asked when all upstream is finished. One answers false, or throws a signal to say more, as those here do.
 * A mapped upstream counts as its children, so that "some of them failed" means what one expects.
 */
import { checkOptions } from './options'
import { signals } from './signals'
import type { State } from './state'
import { manualBrand } from './symbols'
import type { Task } from './task'

/** Whether a task may run; false is TriggerFailed, a thrown signal says more. */
export type Trigger = (upstream: ReadonlyMap<Task, State>) => boolean

/** How many of the upstream: a number from 1, or below 1 a share of them. */
export interface TriggerBounds {
  readonly atLeast?: number
  readonly atMost?: number
}

const succeeded = (state: State): boolean => state.isSuccessful()
const failed = (state: State): boolean => state.isFailed()

function counted(upstream: ReadonlyMap<Task, State>): State[] {
  const states: State[] = []
  for (const state of upstream.values()) {
    // A list of no elements is itself a success, and not nothing.
    if (state.type === 'Mapped' && state.mapStates.length > 0) states.push(...state.mapStates)
    else states.push(state)
  }
  return states
}

function trigger(name: string, fits: (states: readonly State[]) => boolean, but: string): Trigger {
  const check: Trigger = upstream => {
    if (fits(counted(upstream))) return true
    throw new signals.TriggerFail(`Trigger was "${name}" but ${but}.`)
  }
  Object.defineProperty(check, 'name', { value: name })
  return check
}

const allSuccessful = trigger('allSuccessful', all => all.every(succeeded), 'some of the upstream tasks failed')
const allFailed = trigger('allFailed', all => all.every(failed), 'some of the upstream tasks succeeded')
const anySuccessful = trigger('anySuccessful', all => all.some(succeeded), 'none of the upstream tasks succeeded')
const anyFailed = trigger('anyFailed', all => all.some(failed), 'none of the upstream tasks failed')
const allFinished = trigger('allFinished', all => all.every(state => state.isFinished()), 'some are not finished')

const manualOnly: Trigger = function manualOnly() {
  throw new signals.Pause('Trigger was "manualOnly": waiting for a person to start this task.')
}
Object.defineProperty(manualOnly, manualBrand, { value: true })

const notAllSkipped: Trigger = function notAllSkipped(upstream) {
  const states = counted(upstream)
  if (states.every(state => state.isSkipped())) throw new signals.Skip('All upstream tasks were skipped.')
  if (states.every(succeeded)) return true
  throw new signals.TriggerFail('Trigger was "notAllSkipped" but some of the upstream tasks failed.')
}

function bounded(name: string, what: string, fits: (state: State) => boolean, bounds: TriggerBounds): Trigger {
  checkOptions<TriggerBounds>(`triggers.${name}`, bounds, { atLeast: bound, atMost: bound })
  const { atLeast, atMost } = bounds
  const check: Trigger = upstream => {
    const states = counted(upstream)
    const found = states.filter(fits).length
    const whole = (limit: number): number => (limit < 1 ? limit * states.length : limit)
    if (atLeast !== undefined && found < whole(atLeast)) throw tooFew(name, what, found, states.length, atLeast)
    if (atMost !== undefined && found > whole(atMost)) throw tooMany(name, what, found, states.length, atMost)
    // Without bounds the name is all that is asked: some of them.
    if (atLeast === undefined && atMost === undefined && found === 0) throw tooFew(name, what, 0, states.length, 1)
    return true
  }
  Object.defineProperty(check, 'name', { value: name })
  return check
}

const bound = (value: unknown): string | undefined =>
  typeof value === 'number' && value >= 0 && (value < 1 || Number.isInteger(value))
    ? undefined
    : 'a whole number, or a share below 1'

const tooFew = (name: string, what: string, found: number, of: number, limit: number): Error =>
  new signals.TriggerFail(
    `Trigger was "${name}" but ${found} of ${of} upstream tasks ${what} (at least ${limit} must).`,
  )

const tooMany = (name: string, what: string, found: number, of: number, limit: number): Error =>
  new signals.TriggerFail(`Trigger was "${name}" but ${found} of ${of} upstream tasks ${what} (at most ${limit} may).`)

/** The built-in triggers; the default is `allSuccessful`. A skipped task counts as successful. */
export const triggers = {
  allSuccessful,
  allFailed,
  anySuccessful,
  anyFailed,
  allFinished,
  alwaysRun: allFinished,
  manualOnly,
  neverRun: manualOnly,
  notAllSkipped,
  someFailed: (bounds: TriggerBounds = {}): Trigger => bounded('someFailed', 'failed', failed, bounds),
  someSuccessful: (bounds: TriggerBounds = {}): Trigger => bounded('someSuccessful', 'succeeded', succeeded, bounds),
} as const

/** Whether this trigger waits for a person; it does so without upstream too. */
export function isManual(check: Trigger): boolean {
  return Reflect.get(check, manualBrand) === true
}
