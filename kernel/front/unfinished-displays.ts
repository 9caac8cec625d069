/**
 * Displays that the cell host means to update: what is to stand in their places if it ends before it does. A table of a
 * run that goes on would otherwise say for ever, also in the saved notebook, that it runs.
 */

import type { HostEvents, MimeBundle, RunId } from '../link'

interface Unfinished {
  readonly run: RunId
  readonly ifCutOff: MimeBundle
}

export class UnfinishedDisplays {
  readonly #byId = new Map<string, Unfinished>()

  /** Something is shown: it may be the last of its place. */
  shown({ id, run, ifCutOff }: HostEvents['display']): void {
    if (id === undefined) return
    if (ifCutOff === undefined) this.#byId.delete(id)
    else this.#byId.set(id, { run, ifCutOff })
  }

  /** The process has ended: what it leaves, in the order in which it was shown. */
  *cutOff(): Iterable<HostEvents['display']> {
    for (const [id, { run, ifCutOff: data }] of this.#byId) yield { run, id, data, metadata: {}, update: true }
    this.#byId.clear()
  }
}
