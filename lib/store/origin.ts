/**
 * Which run made a state, and where a store wrote it: noted on the state itself, so that a state that somebody hands
 * back (`taskStates`, `from`) is known again.
 *
 * It is a private field that this class puts on an object which is not its own: nothing sees it, not even a deep
 * comparison, and it costs a tenth of a WeakMap with a hundred thousand entries, which the collector walks again
 * and again.
 */
import type { State } from '../state'

/** Where states were written: the run, and the file as an object of its store. */
export interface Origin {
  readonly runId: string
  readonly file?: object
}

class Returning {
  constructor(state: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a derived class adds its fields to what this returns
    return state
  }
}

class Note extends Returning {
  readonly #origin: Origin
  readonly #row: number

  constructor(state: object, origin: Origin, row: number) {
    super(state)
    this.#origin = origin
    this.#row = row
  }

  static of(state: object): { readonly origin: Origin; readonly row: number } | undefined {
    return #origin in state ? { origin: state.#origin, row: state.#row } : undefined
  }

  static has(state: object): boolean {
    return #origin in state
  }
}

/** Notes where a state comes from. The first note stays. */
export function noteOrigin(state: State, origin: Origin, row = 0): void {
  if (!Note.has(state)) new Note(state, origin, row)
}

/** The run that made this state, if one did: known of every state that a journal took or a store read. */
export function originOf(state: State): string | undefined {
  return Note.of(state)?.origin.runId
}

/** The row of this state in that file. */
export function rowOf(state: State, file: object): number | undefined {
  const note = Note.of(state)
  return note?.origin.file === file ? note.row : undefined
}
