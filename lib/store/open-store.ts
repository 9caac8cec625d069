/**
 * Where runs are kept: in `$TASKLAB_HOME`, else in `.tasklab/` of the folder that the process started in. `%cd` and
 * `process.chdir` do not move it: runs of one session must not lie in two places.
 */
import { FlowError } from '../error'
import { quote } from '../options'
import type { EngineStore, RunStore } from './store'

const FILE = 'runs.sqlite'
const startedIn = typeof process === 'undefined' ? '' : process.cwd()
const usual = new Map<string, EngineStore>()

/**
 * The store in a SQLite file: the usual one without a path, `:memory:` for one that ends with the process.
 * The file is made when it is first needed. Below Node 24 that is a FlowError `NODE_TOO_OLD`.
 */
export function openStore(path?: string): RunStore {
  if (path !== undefined && (typeof path !== 'string' || path === '')) {
    throw new FlowError(
      'BAD_OPTION',
      `The path of a store must be the name of a file or ":memory:", got ${quote(path)}.`,
    )
  }
  if (path === undefined) return openIn(storeFolder())
  return sqliteStore(path === ':memory:' ? path : paths().resolve(path))
}

/** The store that runs are kept in unless they are told another: one object for each place. */
export function usualStore(): EngineStore {
  const folder = storeFolder()
  let store = usual.get(folder)
  if (store === undefined) {
    store = openIn(folder)
    usual.set(folder, store)
  }
  return store
}

/** The engine's side of a store that a user gave as an option, which has been checked. */
export function engineStore(store: RunStore): EngineStore {
  return store as EngineStore
}

function storeFolder(): string {
  return paths().resolve(startedIn, process.env.TASKLAB_HOME || '.tasklab')
}

function openIn(folder: string): EngineStore {
  return sqliteStore(paths().join(folder, FILE), folder)
}

/** Loaded here, because only a run that is kept needs Node's file system and SQLite. */
function sqliteStore(path: string, folder?: string): EngineStore {
  const { SqliteStore } = require('./sqlite-store') as typeof import('./sqlite-store')
  return new SqliteStore(path, folder)
}

function paths(): typeof import('node:path') {
  return require('node:path') as typeof import('node:path')
}
