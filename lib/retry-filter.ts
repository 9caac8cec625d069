/**
 * `retryOn`: which errors are worth another try. An error class matches by `instanceof`, or by its name anywhere in
 * the error's classes: a cell that was run again has made a new class, and an error from the store has lost its own.
 */
import type { Check } from './options'

type ErrorClass = abstract new (...args: never[]) => Error

/** An error class, a list of them, or a predicate of the error and the attempt that it ended, from 1. */
export type ErrorFilter = ErrorClass | readonly ErrorClass[] | ((error: unknown, attempt: number) => boolean)

const check: Check = value => {
  const fits = Array.isArray(value) ? value.length > 0 && value.every(isErrorClass) : typeof value === 'function'
  return fits ? undefined : 'an Error class, a list of them, or a function of the error'
}

function predicate(filter: ErrorFilter | undefined): (error: unknown, attempt: number) => boolean {
  if (filter === undefined) return () => true
  if (typeof filter === 'function' && !isErrorClass(filter)) {
    const decide = filter as (error: unknown, attempt: number) => boolean
    return (error, attempt) => Boolean(decide(error, attempt))
  }
  const classes = (Array.isArray(filter) ? filter : [filter]) as readonly ErrorClass[]
  return error => classes.some(one => isOf(error, one))
}

/** The check of the option, and the predicate that it means. */
export const retryFilter = { check, predicate } as const

function isErrorClass(value: unknown): value is ErrorClass {
  if (typeof value !== 'function') return false
  if (value === Error || value.prototype instanceof Error) return true
  // An Error class of another realm, as a cell's may be.
  for (let up: unknown = value; typeof up === 'function'; up = Object.getPrototypeOf(up)) {
    if (up.name === 'Error') return true
  }
  return false
}

function isOf(error: unknown, one: ErrorClass): boolean {
  if (error instanceof one) return true
  if (typeof error !== 'object' || error === null) return false
  if (one.name === '') return false
  if (Reflect.get(error, 'name') === one.name) return true
  for (
    let up: unknown = Object.getPrototypeOf(error);
    typeof up === 'object' && up !== null;
    up = Object.getPrototypeOf(up)
  ) {
    if (Reflect.get(up, 'constructor')?.name === one.name) return true
  }
  return false
}
