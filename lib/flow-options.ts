/**
 * The options of a flow.
 */
import type { Flow } from './flow'
import type { FlowState } from './flow-state'
import { type Check, checkOptions, checks } from './options'
import type { Schedule } from './schedule'
import type { StateHandler } from './task-options'

/** Options of a flow; see each. */
export interface FlowOptions {
  readonly version?: string
  readonly description?: string
  /** when it is due; `run()` does not look at it */
  readonly schedule?: Schedule
  readonly stateHandlers?: readonly StateHandler<Flow>[]
  /** called when a run ended as Failed; never for Cancelled */
  readonly onFailure?: (flow: Flow, state: FlowState) => void | Promise<void>
}

const schedule: Check = value =>
  typeof (value as Schedule | null)?.next === 'function' ? undefined : 'a schedule, such as cronSchedule("0 9 * * 1-5")'

/** Throws a FlowError unless these are a name and options of a flow. */
export function checkFlowOptions(name: string, options: FlowOptions): void {
  checkOptions<FlowOptions & { readonly name: string }>(
    'Flow',
    { ...options, name },
    {
      name: checks.name,
      version: checks.text,
      description: checks.text,
      schedule,
      stateHandlers: checks.functions,
      onFailure: checks.fn,
    },
  )
}
