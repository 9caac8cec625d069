/**
 * Runs a flow in memory, with a host that shows nothing: what most tests of the engine want.
 */
import type { Flow } from '../../lib/flow'
import type { FlowState } from '../../lib/flow-state'
import type { RunOptions } from '../../lib/run-options'

export function run(flow: Flow, options: RunOptions = {}): Promise<FlowState> {
  return flow.run({ store: null, host: {}, ...options })
}
