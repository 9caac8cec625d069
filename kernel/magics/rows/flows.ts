/** The rows of the magics for flows; they run in the cell host, where flows live. */

import type { FlowMagic } from '../../link'
import type { Magic } from '../magic'

type Row = Pick<Magic, 'summary' | 'usage' | 'completes' | 'givesValue'>

const rows: { readonly [M in FlowMagic]: Row } = {
  flow: {
    summary: 'shows a flow: its tasks, and its graph in the states of its last run',
    usage: '%flow [FLOW], a name or a variable; without one the flow that ran last',
    completes: 'flows',
  },
  states: {
    summary: "shows the table of a flow's last run",
    usage: '%states [FLOW]',
    completes: 'flows',
    givesValue: true,
  },
  timeline: {
    summary: "shows who ran when in a flow's last run",
    usage: '%timeline [FLOW]',
    completes: 'flows',
  },
  runs: {
    summary: 'lists the stored runs, newest first',
    usage: '%runs [FLOW]',
    completes: 'flows',
  },
  logs: {
    summary: 'prints what the last run, or one of its tasks, logged and printed',
    usage: '%logs [TASK]',
    completes: 'tasks',
  },
  resume: {
    summary: "says what a flow's last run left to do, and why, then goes on with it",
    usage: '%resume [FLOW], or state = %resume [FLOW]',
    completes: 'flows',
    givesValue: true,
  },
  retry: {
    summary: 'runs a task of the last run again now, whatever its start time, and what comes after it',
    usage: '%retry TASK, or state = %retry TASK',
    completes: 'tasks',
    givesValue: true,
  },
  why: {
    summary: 'says which rule gave a task its state in the last run',
    usage: '%why TASK, a name, a slug or a variable',
    completes: 'tasks',
  },
}

export const flowMagics: readonly Magic[] = (Object.keys(rows) as FlowMagic[]).map(name => ({
  name,
  forms: ['line'],
  ...rows[name],
  load: () => (require('../flows') as typeof import('../flows')).runInHost(name),
}))
