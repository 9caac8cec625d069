/**
 * The questions that a state answers, a task's and a flow's alike, and how both print. What a type belongs to is the
 * matter of `is()`, which each answers in its own way: a mapped task's state asks its children.
 */
import type { StateFamily, StateType } from './state-family'
import { inspectCustom } from './symbols'

/** The questions that every state answers. */
export interface StatePredicates {
  isPending(): boolean
  isRunning(): boolean
  isFinished(): boolean
  isSuccessful(): boolean
  isFailed(): boolean
  isSkipped(): boolean
  isRetrying(): boolean
  isScheduled(): boolean
  isMapped(): boolean
  isCached(): boolean
  /** whether this state is of that type or family, by the table of families */
  is(type: StateFamily): boolean
}

/** Answers them all by one. */
export abstract class AnsweringState implements StatePredicates {
  abstract readonly type: StateType
  abstract readonly message?: string

  abstract is(family: StateFamily): boolean

  isPending(): boolean {
    return this.is('Pending')
  }
  isRunning(): boolean {
    return this.is('Running')
  }
  isFinished(): boolean {
    return this.is('Finished')
  }
  isSuccessful(): boolean {
    return this.is('Success')
  }
  isFailed(): boolean {
    return this.is('Failed')
  }
  isSkipped(): boolean {
    return this.is('Skipped')
  }
  isRetrying(): boolean {
    return this.is('Retrying')
  }
  isScheduled(): boolean {
    return this.is('Scheduled')
  }
  isMapped(): boolean {
    return this.is('Mapped')
  }
  isCached(): boolean {
    return this.is('Cached')
  }

  /** `Success("Task run succeeded.")`, or `Success()` without a message. */
  toString(): string {
    return this.message === undefined ? `${this.type}()` : `${this.type}("${this.message}")`
  }
  [inspectCustom](): string {
    return this.toString()
  }
}
