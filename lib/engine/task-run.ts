/**
 * One task in one run, or one child of a mapped task: its state, and what the engine counts to know when it is ready.
 * It is plain data that the engine's steps read and write; nothing here decides anything.
 */
import type { State } from '../state'
import type { Attempt } from './attempt'
import type { Mapping } from './mapping'
import type { PlanNode } from './plan'

/** A task in a run. */
export class TaskRun {
  readonly node: PlanNode
  /** -1 for a task that is no child */
  readonly mapIndex: number
  readonly parent: TaskRun | undefined
  /** what was given to the run, or after a wait what the run itself left */
  given: State | undefined
  /** what is known now; undefined for a task that was neither run nor given */
  state: State | undefined
  /** its own trigger, start time and pause do not hold it back */
  isStart: boolean
  /** a given failure is tried again: of a start task, or of a child of a mapped one */
  retryFailed: boolean
  /** nothing more happens to it in this run */
  settled = false
  /** its state was made by this run */
  fresh = false
  /** its body was called */
  ran = false
  /** upstream that is not settled yet */
  waiting = 0
  /** which run of the task this is, from 1 */
  runCount = 1
  loopCount = 1
  loopResult: unknown = undefined
  args: readonly unknown[] = none
  attempt: Attempt | undefined = undefined
  mapping: Mapping | undefined = undefined

  constructor(node: PlanNode, given: State | undefined, isStart: boolean, parent?: TaskRun, mapIndex = -1) {
    this.node = node
    this.given = given
    this.state = given
    this.isStart = isStart
    this.retryFailed = isStart
    this.parent = parent
    this.mapIndex = mapIndex
  }
}
const none: readonly unknown[] = []
