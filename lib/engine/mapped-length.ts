/** How many children a mapped task is to have in a run that is only planned, where what it maps over is known already. */
import type { State } from '../state'
import type { Task } from '../task'
import { flat, listOf } from './inputs'
import type { PlanEdge, PlanNode } from './plan'

/** What is known of the tasks above: their states, and whether they run again. */
export type Above = ReadonlyMap<Task, { readonly runs: boolean; readonly given?: State }>

/** The length of the shortest list; undefined where one of them is only known when its task has run. */
export function knownLength(node: PlanNode, above: Above): number | undefined {
  let shortest: number | undefined
  for (const { mapped, source, edge } of node.args) {
    if (!mapped) continue
    let length: number | undefined
    if (source.kind === 'constant') length = listOf(source.value)?.length
    else length = source.kind === 'edge' ? resultLength(edge, above) : source.parts.length
    if (length === undefined) return undefined
    shortest = Math.min(shortest ?? length, length)
  }
  return shortest
}

function resultLength(edge: PlanEdge | undefined, above: Above): number | undefined {
  const decision = edge && above.get(edge.from.task)
  const state = decision?.given
  if (edge === undefined || state === undefined) return undefined
  const { flat: isFlat } = edge.edge
  // Of a mapped task the number of children is known, though some of them run again.
  if (state.type === 'Mapped' && !isFlat) return state.mapStates.length
  if (decision?.runs !== false) return undefined
  return (isFlat ? flat(state.result) : listOf(state.result))?.length
}
