/**
 * Node's AsyncLocalStorage, the one place where it is imported: values that follow `await`.
 * All copies of the library in a process share one storage, so that a task sees its context whoever started it.
 * The file is loaded when a scope is first entered or asked for.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Scope } from './context'
import { shared } from './symbols'

/** The storage of the current scope. */
export const scopes = shared('tasklab.scope', () => new AsyncLocalStorage<Scope>())
