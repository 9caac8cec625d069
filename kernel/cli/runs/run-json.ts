/**
 * A run as JSON, to be handed on: the format of `tasklab runs export` and of `--json`.
 *
 *   format      "tasklab-run"; version 1: fields are only ever added to it
 *   runId, flow, state { type, message? }, startedAt, endedAt?, resumedFrom?
 *   parameters  by name
 *   tasks       [{ slug, mapIndex?, state, inputs, logs: [{ at, level, attempt, text }] }], children after their task
 *
 * A state is what its `toJSON()` gives, so `stateFromJSON` reads it; values are written as in a state: as they are
 * where JSON keeps them, else by devalue as `{ "$value": … }`, else `{ "$lost": reason }`. Times are ISO 8601.
 */

import { type RunRecord, Success } from '../../../lib/index'
import { rowJson } from './list'

export function runJson(run: RunRecord) {
  const tasks = run.tasks.map(({ slug, mapIndex, state, inputs, logs }) => ({
    slug,
    mapIndex,
    state: state.toJSON(),
    inputs: valuesJson(inputs),
    logs: logs.map(({ at, level, attempt, text }) => ({ at, level, attempt, text })),
  }))
  return { format: 'tasklab-run', version: 1, ...rowJson(run), parameters: valuesJson(run.parameters), tasks }
}

export function runJsonText(run: RunRecord): string {
  return `${JSON.stringify(runJson(run), null, 2)}\n`
}

/** A state's own way to write a value, for values that are in no state. */
function valuesJson(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Success({ result: value }).toJSON().result]),
  )
}
