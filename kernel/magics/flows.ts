/** The magics of flows: what they do and show happens in the cell host; a state may be assigned. */

import { type FlowMagic, magicCall } from '../link'
import type { MagicRun } from './magic'

const givesState: ReadonlySet<FlowMagic> = new Set(['states', 'resume', 'retry'])

export function runInHost(magic: FlowMagic): MagicRun {
  return async ({ args, assigned }, { call }) => {
    await call('flow', { magic, args })
    if (!assigned || !givesState.has(magic)) return undefined
    return { value: { code: `${magicCall}('flowState')`, type: "import('tasklab').FlowState" } }
  }
}
