/** The magics of flows: what they do and show happens in the cell host; a state may be assigned. */

import { type FlowMagic, magicCall } from '../link'
import type { MagicRun } from './magic'

export function runInHost(name: FlowMagic): MagicRun {
  return async ({ magic, args, assigned }, { call }) => {
    await call('flow', { magic: name, args })
    if (!assigned || magic.givesValue !== true) return undefined
    return { value: { code: `${magicCall}('flowState')`, type: "import('tasklab').FlowState" } }
  }
}
