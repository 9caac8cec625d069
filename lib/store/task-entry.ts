/**
 * A task's newest state as a journal keeps it while its run goes on. There is one entry a task, changed in place: a
 * flow has hundreds of thousands of changes, and nobody but the journal holds an entry before the run is over.
 */
import type { State } from '../state'
import type { StoredTask, TaskChange, TaskIdentity } from './store'

export class TaskEntry implements StoredTask {
  readonly slug: string
  readonly mapIndex: number | undefined
  readonly runId: string
  readonly identity: TaskIdentity | undefined
  state: State
  inputs: StoredTask['inputs']
  runCount: number | undefined
  loopCount: number | undefined
  loopResult: unknown
  workKey: string | undefined
  given: boolean

  constructor(change: TaskChange, runId: string, identity: TaskIdentity | undefined) {
    this.slug = change.slug
    this.mapIndex = change.mapIndex
    this.runId = runId
    this.identity = identity
    this.state = change.state
    this.inputs = change.inputs
    this.runCount = change.runCount
    this.loopCount = change.loopCount
    this.loopResult = change.loopResult
    this.workKey = change.workKey
    this.given = change.given === true
  }

  /** The next change of the same task. What a task was given, and for which piece of work, it keeps. */
  update(change: TaskChange): void {
    this.state = change.state
    this.inputs = change.inputs ?? this.inputs
    this.runCount = change.runCount ?? this.runCount
    this.loopCount = change.loopCount
    this.loopResult = change.loopResult
    this.workKey = change.workKey ?? this.workKey
    this.given = change.given === true
  }
}
