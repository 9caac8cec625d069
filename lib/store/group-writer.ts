/**
 * Groups what is to be written, so that writing holds no task up. Everything that happens in one turn of the event
 * loop is one transaction, and only after it what was promised to be shown is shown, in order.
 *
 * A file that another process has locked is tried again for a while; any other failure ends writing for good, and what
 * waited is shown all the same. Nothing is ever shown inside `add`: the caller is in the middle of a task.
 */
import { FlowError } from '../error'
import { servesAll } from '../symbols'
import type { StoreFailure } from './database'

/** One thing to write. */
export interface Write {
  write(): void
  /** Told when the group is over and what is written next is a matter of its own. */
  written?(): void
}

/** Whose callbacks are shown; told when one of them throws. */
export interface Shower {
  threw(error: unknown): void
}

export interface GroupTarget {
  /** Runs the writes as one transaction, forced to the disk where `durable`. Throws a `StoreFailure`. */
  commit(writes: readonly Write[], durable: boolean): void
  /** The file failed: the target stops this writer and goes on without it. */
  failed(failure: StoreFailure): void
}

/** Commits early when so much waits, to bound memory; it is shown in its turn nevertheless. */
const MANY = 4_096
const AGAIN_MS = 50
const PATIENCE_MS = 30_000

export class GroupWriter {
  readonly #target: GroupTarget
  #writes: Write[] = []
  /** Callbacks and whose they are, side by side: there are hundreds of thousands, and a pair each would be an object. */
  #waiting: (() => void)[] = []
  #waitingFor: Shower[] = []
  #committed: (() => void)[] = []
  #committedFor: Shower[] = []
  #durable = false
  #scheduled = false
  #lockedSince: number | undefined
  #state: 'open' | 'failed' | 'closed' = 'open'

  constructor(target: GroupTarget) {
    this.#target = target
  }

  /** Whether what is added goes to the file. */
  get writing(): boolean {
    return this.#state === 'open'
  }

  /** Takes a write for the next group; `durable` as `forceNext`. Throws `STORE_CLOSED`. */
  add(write: Write, durable = false): void {
    this.checkOpen()
    this.#writes.push(write)
    if (durable) this.#durable = true
    if (this.#writes.length >= MANY && this.#lockedSince === undefined) this.#commit()
    if (!this.#scheduled) this.#schedule()
  }

  /** The next group is forced to the disk. */
  forceNext(): void {
    this.#durable = true
  }

  /** Calls this when everything that was added so far is committed; at once where nothing is written any more. */
  show(shown: () => void, by: Shower): void {
    if (this.#state === 'open') {
      this.#waiting.push(shown)
      this.#waitingFor.push(by)
      if (!this.#scheduled) this.#schedule()
    } else {
      call(shown, by)
    }
  }

  checkOpen(): void {
    if (this.#state === 'closed') throw new FlowError('STORE_CLOSED', 'The store was closed while a run went on.')
  }

  /** Commits all that waits now, and shows it. */
  flush(): void {
    this.#commit()
    this.#show()
  }

  /** Commits what waits, without showing it: the process is about to end. */
  save(): void {
    this.#commit()
  }

  /** Nothing is written any more; what waits is shown in its turn. */
  stop(): void {
    this.#state = 'failed'
  }

  close(): void {
    if (this.#state === 'closed') return
    this.flush()
    this.#state = 'closed'
  }

  #schedule(): void {
    this.#scheduled = true
    const turn = Object.assign(
      () => {
        this.#scheduled = false
        this.flush()
      },
      { [servesAll]: true },
    )
    if (this.#lockedSince === undefined) setImmediate(turn)
    else setTimeout(turn, AGAIN_MS)
  }

  #commit(): void {
    if (this.#state === 'open' && this.#writes.length > 0) {
      try {
        this.#target.commit(this.#writes, this.#durable)
        this.#lockedSince = undefined
      } catch (error) {
        const failure = error as StoreFailure
        if (failure.kind === 'busy' && this.#isPatient()) {
          if (!this.#scheduled) this.#schedule()
          return
        }
        this.#target.failed(failure)
      }
    }
    for (const write of this.#writes) write.written?.()
    this.#writes = []
    this.#durable = false
    if (this.#waiting.length === 0) return
    this.#committed = this.#committed.length === 0 ? this.#waiting : this.#committed.concat(this.#waiting)
    this.#committedFor =
      this.#committedFor.length === 0 ? this.#waitingFor : this.#committedFor.concat(this.#waitingFor)
    this.#waiting = []
    this.#waitingFor = []
  }

  #show(): void {
    if (this.#committed.length === 0) return
    // What is shown may start other runs and add to the next group, never to this one.
    const [committed, by] = [this.#committed, this.#committedFor]
    this.#committed = []
    this.#committedFor = []
    for (const [n, shown] of committed.entries()) call(shown, by[n])
  }

  #isPatient(): boolean {
    this.#lockedSince ??= Date.now()
    return Date.now() - this.#lockedSince < PATIENCE_MS
  }
}

function call(shown: () => void, by: Shower | undefined): void {
  try {
    shown()
  } catch (error) {
    by?.threw(error)
  }
}
