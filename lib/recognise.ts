/**
 * Tells our objects from others, by brand: an object of another copy of the library is recognised too.
 */
import type { Flow } from './flow'
import type { FlowState } from './flow-state'
import type { Parameter } from './parameter'
import { flowBrand, flowStateBrand, isBranded, parameterBrand, taskBrand } from './symbols'
import type { Task } from './task'

/** Whether a value is a task of a flow, of this or another copy of the library. */
export function isTask(value: unknown): value is Task {
  return isBranded(value, taskBrand)
}

export function isParameter(value: unknown): value is Parameter {
  return isBranded(value, parameterBrand)
}

/** Whether a value is a flow, of this or another copy of the library. */
export function isFlow(value: unknown): value is Flow {
  return isBranded(value, flowBrand)
}

export function isFlowState(value: unknown): value is FlowState {
  return isBranded(value, flowStateBrand)
}
