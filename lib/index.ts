/**
 * `import { … } from 'tasklab'`: the table of contents of the flow engine. Everything public is named here, and listed in
 * the README. What is marked @internal where it is declared is for the kernel alone, which knows this library through
 * this file: it is not part of the contract.
 */
export { type Flattened, flatten, type Unmapped, unmapped } from './argument'
export { ifElse, merge, switchCase } from './branch'
export { type CacheValidator, cacheValidators } from './cache-validators'
export type { Clock } from './clock'
export { type Context, type ContextValues, context } from './context'
export type { Duration } from './duration'
export type { Edge } from './edge'
export { LocalExecutor } from './engine/local-executor'
export { storedState } from './engine/stored-state'
export { FlowError, isFlowError } from './error'
export type { Executor, TaskCall } from './executor'
export { Flow } from './flow'
export type { FlowJson } from './flow-json'
export type { FlowOptions } from './flow-options'
export type { FlowState } from './flow-state'
export type { ChangeWatcher, Host, HostRun } from './host'
export type { Logger } from './logger'
export { Parameter } from './parameter'
export { type Progress, progress } from './progress'
export { isFlow, isTask } from './recognise'
export type { ErrorFilter } from './retry-filter'
export type { ResumeOptions, ResumePlan, RunOptions } from './run-options'
export { cronSchedule, dateSchedule, intervalSchedule, type Schedule } from './schedule'
export { secret } from './secret'
export { signals } from './signals'
export {
  type Attempt,
  Cached,
  Cancelled,
  Failed,
  Looped,
  Mapped,
  Paused,
  Pending,
  Resume,
  Retrying,
  Running,
  Scheduled,
  Skipped,
  type State,
  type StateFamily,
  type StateJson,
  type StateType,
  Success,
  stateColors,
  TimedOut,
  TriggerFailed,
} from './state'
export { stateEquals, stateFromJSON } from './state-json'
export { openStore } from './store/open-store'
export { registerType } from './store/registered-types'
export type { LogLine, RunRecord, RunRow, RunStore, TaskRecord } from './store/store'
export { RESULT, Task } from './task'
export { type Inputs, type MapInputs, type TaskFunction, task } from './task-function'
export { exponentialBackoff, type StateHandler, type TaskOptions } from './task-options'
export type { TaskStates } from './task-states'
export { type Trigger, triggers } from './triggers'
export type { Chart, VegaLiteSpec } from './view/chart'
export { chart } from './view/chart'
export { describe } from './view/describe'
export { explain } from './view/explain'
export { endedTable, type LiveMoment, liveTable } from './view/live-table'
export { statusMarks } from './view/palette'
export { preview } from './view/preview'
export { progressBundle } from './view/progress'
export { recordTable } from './view/record-table'
export { runList } from './view/run-list'
export { runText } from './view/run-text'
export { type TextColumn, textTable } from './view/text-table'
export { formatDuration } from './view/time-text'
