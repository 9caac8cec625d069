/**
 * The picture of a flow: its tasks by depth, each a circle in the colour of its state, the flow's own state at the top
 * left and a legend of the states that are there. One vega-lite spec; where everything stands is worked out before it
 * is written, so that every front end draws the same.
 */
import type { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import { type Chart, chart } from './chart'
import { layoutGraph } from './graph-layout'
import { type GraphModel, graphModel } from './graph-model'
import { graphSpec, headerHeight } from './graph-spec'
import { textTable } from './text-table'

/** Draws the flow, with the states of a run where one is given. The title is the flow's name unless told. */
export function flowGraph(flow: Flow, state?: FlowState, options: { readonly title?: string } = {}): Chart {
  const model = graphModel(flow, state)
  const title = options.title ?? flow.name
  return chart({
    text: graphText(model, title),
    spec: async () => {
      const { graphviz } = require('./draw') as typeof import('./draw')
      const shape = { labels: model.labels, edges: model.edges, header: headerHeight(model.statuses.length) }
      return graphSpec(model, layoutGraph(shape, await graphviz()), title)
    },
  })
}

const mostLines = 60

/** The graph in words: each task, its state, and what it follows. */
function graphText({ nodes, labels, edges, overall }: GraphModel, title: string): string {
  const upstream = nodes.map((): string[] => [])
  for (const [from, to] of edges) upstream[to]?.push(labels[from] ?? '')
  const rows = labels.map((label, index) => [
    label,
    overall === undefined ? '' : (nodes[index]?.status ?? ''),
    (upstream[index] ?? []).join(', '),
  ])
  const columns = [{ title: 'task' }, ...(overall === undefined ? [] : [{ title: 'state' }]), { title: 'after' }]
  const shown = rows.slice(0, mostLines).map(row => (overall === undefined ? [row[0] ?? '', row[2] ?? ''] : row))
  const more = rows.length > mostLines ? `\n… ${rows.length - mostLines} more` : ''
  const head = overall === undefined ? title : `${title}\nOverall Flow State: ${overall.state}`
  return `${head}\n\n${textTable(columns, shown)}${more}`
}
