/**
 * The table of state families: what each type of state also is, and the colour it is drawn in.
 * Everything that asks "is this state finished?" asks this table, so that a family is decided in one place.
 * Each family has a bit, and a type's mask holds the bits of all that it is: a predicate is one `&`.
 */

/** Every type a state can have. */
export type StateType =
  | 'Pending'
  | 'Scheduled'
  | 'Retrying'
  | 'Paused'
  | 'Resume'
  | 'Running'
  | 'Success'
  | 'Cached'
  | 'Mapped'
  | 'Skipped'
  | 'Failed'
  | 'TimedOut'
  | 'TriggerFailed'
  | 'Cancelled'
  | 'Looped'

/** What `is()` can be asked: a type, or Finished, which is a family and no type of its own. */
export type StateFamily = StateType | 'Finished'

/** What each type is, itself first. */
export const families: { readonly [T in StateType]: readonly [T, ...StateFamily[]] } = {
  Pending: ['Pending'],
  Scheduled: ['Scheduled', 'Pending'],
  Retrying: ['Retrying', 'Scheduled', 'Pending'],
  Paused: ['Paused', 'Scheduled', 'Pending'],
  Resume: ['Resume', 'Scheduled', 'Pending'],
  Running: ['Running'],
  Success: ['Success', 'Finished'],
  Cached: ['Cached', 'Success', 'Finished'],
  Mapped: ['Mapped', 'Success', 'Finished'],
  Skipped: ['Skipped', 'Success', 'Finished'],
  Failed: ['Failed', 'Finished'],
  TimedOut: ['TimedOut', 'Failed', 'Finished'],
  TriggerFailed: ['TriggerFailed', 'Failed', 'Finished'],
  Cancelled: ['Cancelled', 'Failed', 'Finished'],
  Looped: ['Looped', 'Finished'],
}

/** Every type, in the order of the table. */
export const stateTypes = Object.keys(families) as readonly StateType[]

const bits = Object.fromEntries([...stateTypes, 'Finished'].map((family, n) => [family, 1 << n])) as {
  readonly [F in StateFamily]: number
}
const masks = Object.fromEntries(
  stateTypes.map(type => [type, families[type].reduce((mask, family) => mask | bits[family], 0)]),
) as { readonly [T in StateType]: number }

/** Whether a state of this type belongs to the family, by the table alone (a Mapped state also asks its children). */
export function belongs(type: StateType, family: StateFamily): boolean {
  return (masks[type] & bits[family]) !== 0
}

/** The colour that stands for each type, in graphs, tables and timelines. */
export const stateColors: { readonly [T in StateType]: string } = {
  Pending: '#d3d3d3',
  Scheduled: '#b0c4de',
  Retrying: '#ffff00',
  Paused: '#c3b1e1',
  Resume: '#20b2aa',
  Running: '#87cefa',
  Success: '#008000',
  Cached: '#2e8b57',
  Mapped: '#3cb371',
  Skipped: '#8fbc8f',
  Failed: '#ff0000',
  TimedOut: '#b8860b',
  TriggerFailed: '#f08080',
  Cancelled: '#696969',
  Looped: '#4169e1',
}
