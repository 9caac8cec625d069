/**
 * The tables of the store's file. A run is a row; each change of a task is a row that is never changed again, and
 * the newest counts. The rows of a run stand together: the id of a change is the run's number times `SPAN` plus the
 * change's own, so appending is all that the file ever does, and a run is read and forgotten as one range.
 * Whoever changes this raises FORMAT: an older tasklab then leaves the file alone.
 */

/** `task`, in SQLite's application_id: tells a store from any other SQLite file. */
export const APPLICATION = 0x7461736b

export const FORMAT = 1

/** So many changes fit a run, and 2^25 runs fit the safe integers. */
export const SPAN = 2 ** 28

/**
 * change.given    the state was given to the run, not made by it
 * change.source   the change that made it, where this file holds it: the body is there
 * change.expires, change.inputs: for results that `cacheFor` keeps
 * code.parts      a CodeIdentity as JSON
 * file            which runs need which file of values
 * All moments are milliseconds since 1970; bodies are envelopes of the codec.
 */
export const SCHEMA = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, flow TEXT NOT NULL, version TEXT,
  started REAL NOT NULL, ended REAL, type TEXT NOT NULL, message TEXT,
  parent TEXT, lineage TEXT NOT NULL, parameters TEXT,
  pid INTEGER NOT NULL, machine TEXT NOT NULL, start TEXT NOT NULL, session TEXT NOT NULL, heartbeat REAL NOT NULL
);
CREATE INDEX run_flow ON run (flow, id);
CREATE TABLE code (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, parts TEXT NOT NULL);
CREATE TABLE change (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL, map_index INTEGER, type TEXT NOT NULL, message TEXT,
  at REAL NOT NULL, started REAL, run_count INTEGER, work TEXT, code INTEGER, wiring TEXT,
  given INTEGER, source INTEGER, expires REAL, inputs TEXT, body TEXT
);
CREATE INDEX change_cached ON change (slug, code, inputs) WHERE expires IS NOT NULL;
CREATE INDEX change_cached_child ON change (slug, code, map_index) WHERE expires IS NOT NULL;
CREATE INDEX change_source ON change (source) WHERE source IS NOT NULL;
CREATE TABLE log (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, level TEXT NOT NULL, slug TEXT NOT NULL, map_index INTEGER,
  attempt INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE TABLE file (hash TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (hash, run)) WITHOUT ROWID;
CREATE INDEX file_run ON file (run);
`
