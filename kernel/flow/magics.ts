/**
 * The magics of flows, in the process where flows live: each looks something up in the session or the store and shows
 * it in the cell. What the person has to mend is a UsageError, to which the front adds the magic's name and usage.
 */

import { describe, endedTable, explain, type FlowState } from '../../lib/index'
import { UsageError } from '../host/magics/usage-error'
import type { FlowMagic, FlowNames } from '../link'
import { display } from '../notebook'
import { findFlow, findTask, flowNames, labelled, lastState, taskNames, unquoted } from './find'
import type { FlowSession } from './flow-session'
import { showRuns } from './stored-runs'

type Run = (session: FlowSession, args: string) => Promise<void> | void

const runs: { readonly [M in FlowMagic]: Run } = {
  flow(session, args) {
    const flow = findFlow(session, args)
    display(describe(flow), { raw: true })
    display(flow.visualize(lastState(session, flow)))
  },

  states(session, args) {
    display(endedTable(stateOf(session, args)), { raw: true })
  },

  timeline(session, args) {
    const state = stateOf(session, args)
    display(state.flow.timeline(state))
  },

  runs(session, args) {
    const name = unquoted(args)
    return showRuns(name === '' ? undefined : (session.flows().get(name)?.name ?? name))
  },

  logs(session, args) {
    const found = args === '' ? undefined : findTask(session, args)
    const state = stateOf(session, found === undefined ? '' : found.flow.name)
    const lines = state.logs(found?.task)
    const labels = new Map(labelled(state.flow).map(([task, label]) => [task.slug, label]))
    if (lines.length === 0) say(`${found === undefined ? 'The run' : found.task.name} logged nothing.`)
    for (const { at, level, task, mapIndex, attempt, text } of lines) {
      const child = mapIndex === undefined ? '' : `[${mapIndex}]`
      say(
        `${at.toTimeString().slice(0, 8)} ${level.padEnd(5)} ${labels.get(task) ?? task}${child} (attempt ${attempt}): ${text}`,
      )
    }
  },

  async resume(session, args) {
    const flow = findFlow(session, args)
    say(String(await flow.resumePlan()))
    await flow.resume()
  },

  async retry(session, args) {
    const { flow, task } = findTask(session, args)
    const from = lastState(session, flow)
    if (from === undefined) throw new UsageError(`${flow.name} has not run yet: there is nothing to retry.`)
    const state = from.result.get(task) ?? from.result.get(sameTask(from, task.slug) ?? task)
    if (state?.isSuccessful()) {
      const again = 'await flow.resume(undefined, { rerun: [task] })'
      throw new UsageError(`${task.name} is ${state}: there is nothing to retry. To run it all the same: ${again}.`)
    }
    await flow.run({ from, startTasks: [task] })
  },

  why(session, args) {
    const { flow, task } = findTask(session, args)
    const state = lastState(session, flow)
    if (state === undefined) say(`${task.name} has not run yet: no run of ${flow.name} is known.`)
    else say(explain(sameTask(state, task.slug) ?? task, state))
  },
}

/** Runs one; it shows what it has to show by itself. */
export async function runFlowMagic(session: FlowSession, magic: FlowMagic, args: string): Promise<undefined> {
  await runs[magic](session, args)
}

/** Names for completion. */
export function namesOf(session: FlowSession): FlowNames {
  return { flows: flowNames(session), tasks: taskNames(session) }
}

/** The state of the newest run of a flow, for `x = %resume`. */
export function stateOf(session: FlowSession, args: string): FlowState {
  const flow = findFlow(session, args)
  const state = lastState(session, flow)
  if (state === undefined) throw new UsageError(`${flow.name} has not run yet.`)
  return state
}

/** Where the cells that build a flow were run again, its tasks are new ones; a state knows those that it is of. */
function sameTask({ flow }: FlowState, slug: string) {
  return flow.getTasks({ slug })[0]
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
