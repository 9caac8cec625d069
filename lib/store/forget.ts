/**
 * Forgetting runs. Their rows go, and the files of values that no other run needs; a later run that was given one of
 * their states keeps that state's values, which move into its own row first.
 */
import { SPAN } from './schema'
import type { StoreFile } from './store-file'

/** Removes the runs with these ids, in one transaction. Throws a `StoreFailure`. */
export function forgetRuns(file: StoreFile, runIds: readonly string[]): void {
  if (runIds.length === 0) return
  const unneeded = file.transaction(() => {
    for (const runId of runIds) forgetRun(file, runId)
    return orphans(file)
  })
  // Only after the commit: a rollback brings rows back, but no files.
  if (unneeded.length === 0) return
  file.transaction(() => {
    for (const hash of unneeded) if (!isNeeded(file, hash)) file.files?.remove(hash)
  })
}

/** Removes files of values that no run needs: a process was killed between a file and its row, or between row and file. */
export function sweepFiles(file: StoreFile): void {
  const { files } = file
  const names = files?.names() ?? []
  if (names.length === 0) return
  // Whoever names a file holds the write lock while it makes it, so nothing is half made now.
  file.transaction(() => {
    for (const name of names) if (!isNeeded(file, name)) files?.remove(name)
  })
}

function forgetRun(file: StoreFile, runId: string): void {
  const row = file.prepared('SELECT id FROM run WHERE run_id = ?').get(runId) as { id: number } | undefined
  if (row === undefined) return
  const range = [row.id * SPAN, (row.id + 1) * SPAN - 1] as const
  file.prepared(NAME_FILES).run(...range)
  file.prepared(MOVE_BODIES).run(...range)
  file.prepared('DELETE FROM change WHERE id BETWEEN ? AND ?').run(...range)
  file.prepared('DELETE FROM log WHERE id BETWEEN ? AND ?').run(...range)
  file.prepared('INSERT OR IGNORE INTO file (hash, run) SELECT hash, 0 FROM file WHERE run = ?').run(row.id)
  file.prepared('DELETE FROM file WHERE run = ?').run(row.id)
  file.prepared('DELETE FROM run WHERE id = ?').run(row.id)
}

/** Files that only forgotten runs (number 0) needed; the note of them goes. */
function orphans(file: StoreFile): string[] {
  const sql = 'SELECT hash FROM file WHERE run = 0 AND hash NOT IN (SELECT hash FROM file WHERE run > 0)'
  const found = file.prepared(sql).all() as { hash: string }[]
  file.prepared('DELETE FROM file WHERE run = 0').run()
  return found.map(({ hash }) => hash)
}

function isNeeded(file: StoreFile, hash: string): boolean {
  return file.prepared('SELECT 1 FROM file WHERE hash = ? LIMIT 1').get(hash) !== undefined
}

/** The runs that were given a state of the range need the files that its body names. */
const NAME_FILES = `INSERT OR IGNORE INTO file (hash, run)
  SELECT substr(made.body, 6, 64), given.id / ${SPAN} FROM change AS given JOIN change AS made ON made.id = given.source
  WHERE given.source BETWEEN ? AND ? AND made.body LIKE 'file:%'`
const MOVE_BODIES = `UPDATE change SET body = (SELECT made.body FROM change AS made WHERE made.id = change.source), source = NULL
  WHERE source BETWEEN ? AND ?`
