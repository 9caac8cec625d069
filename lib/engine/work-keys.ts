/**
 * Names pieces of work: the same in every retry and resume while one has not succeeded, so that a service can tell that
 * it gets the same order again; anew once it had.
 */
import type { RunFacts } from '../flow-state'
import { newRunId } from '../run-id'
import { belongs } from '../state-family'
import { type EngineStore, usualKey, type Work } from '../store/store'

/** Gives the idempotency key of a task, or of a child of a mapped one. */
export type WorkKeys = (slug: string, mapIndex?: number) => string

/** The keys of a run of this line; `workOf` knows how far each piece of work had come before. */
export function workKeys(lineage: string, workOf: (slug: string, mapIndex?: number) => Work | undefined): WorkKeys {
  const again = newRunId()
  return (slug, mapIndex) => {
    const work = workOf(slug, mapIndex)
    if (work !== undefined && belongs(work.type, 'Success')) return usualKey(again, slug, mapIndex)
    return work?.workKey ?? usualKey(lineage, slug, mapIndex)
  }
}

/** How far work had come in a run whose states are given to another; looked up when somebody first asks. */
export function workOfRun(
  runId: string,
  store: EngineStore | undefined,
  facts: RunFacts | undefined,
): (slug: string, mapIndex?: number) => Work | undefined {
  let known: ((slug: string, mapIndex?: number) => Work | undefined) | undefined
  return (slug, mapIndex) => {
    known ??= lineWork(runId, store) ?? (facts === undefined ? () => undefined : journalWork(facts))
    return known(slug, mapIndex)
  }
}

function lineWork(runId: string, store: EngineStore | undefined) {
  try {
    return store?.line(runId).work
  } catch {
    // The run is not in this store, or no longer: what is known of it otherwise must do.
    return undefined
  }
}

function journalWork({ journal }: RunFacts): (slug: string, mapIndex?: number) => Work | undefined {
  const found = new Map<string, Work>()
  for (const { slug, mapIndex, state, workKey } of journal.entries()) {
    found.set(usualKey('', slug, mapIndex), { type: state.type, workKey })
  }
  return (slug, mapIndex) => found.get(usualKey('', slug, mapIndex))
}
