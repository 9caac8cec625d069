/**
 * Who waits for whom. A task counts the upstream that has not settled; when one settles, it takes one from the count of
 * each of its consumers, and who has come to zero is ready. A mapped task counts what it needs to expand; its children
 * count their own upstream, and share one count of what all of them wait for.
 */
import type { Mapping } from './mapping'
import type { PlanEdge, PlanNode } from './plan'
import type { ReadyQueue } from './ready-queue'
import type { TaskRun } from './task-run'

/** The units of a run, by their nodes. */
export type Units = (node: PlanNode) => TaskRun

/** Counts what a task waits for; its upstream stands before it in the plan, so what is settled already is known. */
export function countWaiting(unit: TaskRun, units: Units): void {
  for (const edge of unit.node.incoming) {
    if (units(edge.from).settled) continue
    if (unit.mapping === undefined || edge.reach === 'child' || edge.edge.mapped) unit.waiting++
    else if (edge.reach === 'whole') unit.mapping.sharedWaiting++
  }
}

/** How many children a mapped task has is known: those that map over its children can expand, too. */
export function tellExpanded(unit: TaskRun, units: Units, ready: ReadyQueue): void {
  for (const edge of unit.node.outgoing) {
    if (edge.reach !== 'child') continue
    const consumer = units(edge.to)
    if (!consumer.settled && --consumer.waiting === 0) ready.add(consumer)
  }
}

/** A task has settled: who waited for it waits for one less. */
export function tellSettled(unit: TaskRun, units: Units, ready: ReadyQueue): void {
  for (const edge of unit.node.outgoing) {
    const consumer = units(edge.to)
    if (consumer.settled) continue
    const { mapping } = consumer
    if (mapping !== undefined) tellMapped(unit, edge, consumer, mapping, ready)
    else if (--consumer.waiting === 0) ready.add(consumer)
  }
}

function tellMapped(unit: TaskRun, edge: PlanEdge, consumer: TaskRun, mapping: Mapping, ready: ReadyQueue): void {
  // One that maps over the unit's children was told when it expanded, unless it never did.
  const isList = edge.reach === 'child' ? !unit.mapping?.expanded : edge.reach === 'whole' && edge.edge.mapped
  if (isList) {
    if (--consumer.waiting === 0) ready.add(consumer)
  } else if (edge.reach === 'element') {
    const child = mapping.children[edge.element]
    if (child) tellChild(child, mapping, ready)
  } else if (edge.reach === 'whole' && --mapping.sharedWaiting === 0 && mapping.expanded) {
    for (const child of mapping.children) if (child.waiting === 0 && !child.settled) ready.add(child)
  }
}

/** A child has settled: those of the same index that map over its task may go on, and go first. */
export function tellChildSettled(unit: TaskRun, units: Units, ready: ReadyQueue): void {
  for (const edge of unit.node.outgoing) {
    if (edge.reach !== 'child') continue
    const { mapping } = units(edge.to)
    const child = mapping?.children[unit.mapIndex]
    if (mapping?.expanded && child) tellChild(child, mapping, ready)
  }
}

function tellChild(child: TaskRun, mapping: Mapping, ready: ReadyQueue): void {
  if (--child.waiting === 0 && mapping.sharedWaiting === 0 && !child.settled) ready.addFirst(child)
}
