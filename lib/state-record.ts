/**
 * The one class behind every state: its fields are set by its type, its predicates read the table of families.
 * The predicates of a Mapped state follow its children, since a list is done only when every element is.
 * The public constructors and types are in state; this file knows them by type only.
 */
import { assertNever } from './error'
import type { Attempt, Cached, InputValues, State, StateBase, StateJson } from './state'
import { belongs, type StateFamily, type StateType } from './state-family'
import { AnsweringState } from './state-predicates'
import { jupyterDisplay, stateBrand } from './symbols'
import type { MimeBundle } from './view/mime-bundle'

/** What a constructor of states takes; each type reads the fields that it has. */
export interface StateFields {
  readonly message?: string | undefined
  readonly timestamp?: Date | undefined
  readonly attempts?: readonly Attempt[] | undefined
  readonly startedAt?: Date | undefined
  readonly notStored?: { readonly path: string; readonly reason: string } | undefined
  readonly startTime?: Date | undefined
  readonly runCount?: number | undefined
  readonly error?: unknown
  readonly cachedInputs?: InputValues | undefined
  readonly cachedParameters?: InputValues | undefined
  readonly expiresAt?: Date | undefined
  readonly result?: unknown
  readonly cached?: Cached | undefined
  readonly mapStates?: readonly State[] | undefined
  readonly loopCount?: number | undefined
  readonly loopResult?: unknown
}

const none: readonly Attempt[] = []

/** The one shape behind all types; only the fields of its own type are set. */
export class StateRecord extends AnsweringState implements StateBase<StateType> {
  readonly type: StateType
  declare readonly message?: string
  readonly timestamp: Date
  readonly attempts: readonly Attempt[]
  declare readonly startedAt?: Date
  declare readonly notStored?: { readonly path: string; readonly reason: string }
  declare readonly startTime?: Date
  declare readonly runCount?: number
  declare readonly error?: unknown
  declare readonly cachedInputs?: InputValues
  declare readonly cachedParameters?: InputValues
  declare readonly expiresAt?: Date
  declare readonly result?: unknown
  declare readonly cached?: Cached
  declare readonly mapStates?: readonly State[]
  declare readonly loopCount?: number
  declare readonly loopResult?: unknown

  constructor(type: StateType, fields: StateFields) {
    super()
    this.type = type
    if (fields.message !== undefined) this.message = fields.message
    this.timestamp = fields.timestamp ?? new Date()
    this.attempts = fields.attempts ?? none
    if (fields.startedAt !== undefined) this.startedAt = fields.startedAt
    if (fields.notStored !== undefined) this.notStored = fields.notStored
    // Fields that a type always has are set even when undefined; what is optional is set only when there.
    switch (type) {
      case 'Success':
        this.result = fields.result
        if (fields.cached !== undefined) this.cached = fields.cached
        break
      case 'Running':
        break
      case 'Cached':
        this.result = fields.result
        this.cachedInputs = fields.cachedInputs ?? {}
        this.cachedParameters = fields.cachedParameters ?? {}
        this.expiresAt = fields.expiresAt ?? new Date(8.64e15)
        break
      case 'Mapped':
        this.mapStates = fields.mapStates ?? []
        this.result = fields.result ?? this.mapStates.map(child => child.result)
        break
      case 'Skipped':
        this.result = fields.result
        break
      case 'Looped':
        this.result = fields.result
        this.loopCount = fields.loopCount ?? 1
        break
      case 'Failed':
      case 'TimedOut':
      case 'TriggerFailed':
      case 'Cancelled':
        this.error = fields.error
        break
      case 'Retrying':
        this.startTime = fields.startTime ?? this.timestamp
        this.runCount = fields.runCount ?? 1
        this.error = fields.error
        if (fields.cachedInputs !== undefined) this.cachedInputs = fields.cachedInputs
        if (fields.loopCount !== undefined) this.loopCount = fields.loopCount
        if (fields.loopResult !== undefined) this.loopResult = fields.loopResult
        break
      case 'Scheduled':
        this.startTime = fields.startTime ?? this.timestamp
        if (fields.cachedInputs !== undefined) this.cachedInputs = fields.cachedInputs
        break
      case 'Paused':
        if (fields.startTime !== undefined) this.startTime = fields.startTime
        if (fields.cachedInputs !== undefined) this.cachedInputs = fields.cachedInputs
        break
      case 'Pending':
      case 'Resume':
        if (fields.cachedInputs !== undefined) this.cachedInputs = fields.cachedInputs
        break
      default:
        assertNever(type)
    }
  }

  is(family: StateFamily): boolean {
    if (this.type !== 'Mapped' || family === 'Mapped') return belongs(this.type, family)
    return mappedIs(this.mapStates ?? [], family)
  }

  toJSON(): StateJson {
    const { stateToJSON } = require('./state-json') as typeof import('./state-json')
    return stateToJSON(this as unknown as State)
  }

  [jupyterDisplay](): MimeBundle {
    const { stateTable } = require('./view/state-table') as typeof import('./view/state-table')
    return stateTable(this as unknown as State)
  }
}
Object.defineProperty(StateRecord.prototype, stateBrand, { value: true })

/** One child unfinished makes the list pending, else one failed makes it failed. */
function mappedIs(children: readonly State[], family: StateFamily): boolean {
  switch (family) {
    case 'Pending':
      return children.some(child => !child.isFinished())
    case 'Finished':
      return children.every(child => child.isFinished())
    case 'Failed':
      return children.every(child => child.isFinished()) && children.some(child => child.isFailed())
    case 'Success':
      return children.every(child => child.isFinished() && !child.isFailed())
    case 'Skipped':
    case 'Cached':
      return children.length > 0 && children.every(child => child.is(family))
    default:
      return children.some(child => child.is(family))
  }
}
