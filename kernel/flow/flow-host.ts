/**
 * The `Host` that the engine finds in this process: what a notebook adds to a run. A few lines that stay small, for
 * they are loaded with every kernel; what they call is loaded by the first flow, and the library with it.
 */

import type { CellDeclaration } from '../cell/compile'
import { cellFile } from '../host/modules/module-hooks'
import type { SourceFiles } from '../host/modules/source-files'
import { currentScope } from '../host/scope'
import type { FlowNames, HostMagics } from '../link'

type FlowState = import('../../lib/index').FlowState
type Host = import('../../lib/index').Host

/** What magics ask of the session's flows. */
export interface FlowMagics {
  run(params: HostMagics['flow']['params']): Promise<undefined>
  names(): FlowNames
  /** What the newest run came to. */
  state(): FlowState
}

/**
 * Leaves the Host where the engine looks for it.
 * @param declared what cells have declared, of each name the newest.
 * @param sources what they import from the notebook's folder.
 */
export function provideFlowHost(declared: ReadonlyMap<string, CellDeclaration>, sources: SourceFiles): FlowMagics {
  let identify: import('./identify').Identify | undefined
  let made: import('./flow-session').FlowSession | undefined
  const session = (): import('./flow-session').FlowSession => {
    const { FlowSession } = require('./flow-session') as typeof import('./flow-session')
    made ??= new FlowSession(declared)
    return made
  }
  const host: Host = {
    signal: () => currentScope().abort.signal,
    identify(fn) {
      const { Identify } = require('./identify') as typeof import('./identify')
      identify ??= new Identify(declared, cellFile, sources)
      return identify.of(fn)
    },
    onRun: run => session().began(run),
    onProgress(count) {
      const { showProgress } = require('./cell-tables') as typeof import('./cell-tables')
      return showProgress(count)
    },
  }
  Reflect.set(globalThis, Symbol.for('tasklab.host'), host)
  const magics = (): typeof import('./magics') => require('./magics') as typeof import('./magics')
  return {
    run: async ({ magic, args }) => magics().runFlowMagic(session(), magic, args),
    names: () => magics().namesOf(session()),
    state: () => magics().stateOf(session(), ''),
  }
}
