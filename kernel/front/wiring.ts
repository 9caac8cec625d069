/**
 * The front's wiring: who answers what, and who tells whom. Loaded when the cell host is already starting.
 */

import { homeFolder } from '../home'
import type { ConnectionInfo } from '../wire/connection'
import { WireSession } from '../wire/message'
import { bindChannels } from '../wire/socket'
import type { CellHost } from './cell-host'
import { deadline } from './deadline'
import { EditorHelp } from './editor-help'
import { historyFile } from './history-file'
import { HistoryStore } from './history-store'
import { InputRequests } from './input'
import { Kernel } from './kernel'
import { whenOrphaned } from './parent'
import { Publisher } from './publisher'
import { Comms } from './requests/comm'
import { Execution } from './requests/execute'
import { historyReply } from './requests/history'
import { isCompleteReply } from './requests/is-complete'
import { kernelInfo } from './requests/kernel-info'
import type { Usage } from './requests/usage'
import { CellRunner } from './runner'
import { SessionTypes } from './session-types'
import { warmUpSoon } from './warm-up'

/** The type service starts so long after the first cell. */
const afterFirstCellMs = 20

export async function startKernel(connection: ConnectionInfo, firstHost: CellHost): Promise<void> {
  const session = new WireSession(connection)
  const bound = bindChannels(connection)
  const publisher = new Publisher(
    bound.then(({ iopub }) => iopub),
    session,
  )
  const input = new InputRequests(
    bound.then(({ stdin }) => stdin),
    session,
  )
  const runner = new CellRunner(firstHost, {
    input,
    onComm: (message, buffers, parent) => comms.fromCell(message, buffers, parent),
    onRestart: () => {
      execution.forget()
      comms.forget()
      types.reset()
    },
  })
  const comms = new Comms(publisher, (message, buffers) => runner.comm(message, buffers))
  const types = new SessionTypes()
  const machine = { platform: process.platform, env: process.env, home: homeFolder() }
  const history = new HistoryStore(historyFile(machine), text => process.stderr.write(`tasklab: ${text}\n`))
  const execution: Execution = new Execution({
    publisher,
    runner,
    types,
    history,
    inspect: (expression, detail) => help.describe(expression, detail),
  })
  const help = new EditorHelp({
    types,
    devtools: (method, params) => runner.devtools(method, params),
    declares: name => execution.declares(name),
    modules: () => runner.modules,
  })
  let usage: Usage | undefined
  process.on('exit', () => void runner.close())
  const channels = await bound
  const end = async (): Promise<void> => {
    history.close()
    await deadline(Promise.all([runner.close(), types.close()]), 1000)
    await deadline(publisher.flush(), 100)
    process.exit(0)
  }
  const kernel = new Kernel({
    channels,
    session,
    publisher,
    shell: {
      execute_request: request => execution.execute(request),
      complete_request: request => help.complete(request),
      inspect_request: request => help.inspect(request),
      kernel_info_request: kernelInfo,
      is_complete_request: isCompleteReply,
      comm_open: request => comms.fromFrontEnd('open', request),
      comm_msg: request => comms.fromFrontEnd('msg', request),
      comm_close: request => comms.fromFrontEnd('close', request),
      comm_info_request: request => comms.info(request),
      history_request: request => historyReply(history, request),
      shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
    },
    control: {
      kernel_info_request: kernelInfo,
      interrupt_request: async () => {
        await runner.interrupt()
        return { status: 'ok' }
      },
      shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
      usage_request: () => {
        usage ??= new (require('./requests/usage') as typeof import('./requests/usage')).Usage()
        return usage.reply([runner.hostPid, types.pid])
      },
    },
    onInput: reply => input.reply(reply),
    onShutdown: () => setTimeout(() => void end(), 20), // idle goes out first
    abortsQueue: Execution.abortsQueue,
    aborted: () => execution.aborted(),
    afterReply: async request => {
      await execution.afterReply(request)
      // not at once: idle goes out first
      types.startSoon(request.header.msg_type === 'execute_request' ? afterFirstCellMs : undefined)
    },
  })
  process.on('SIGINT', () => void runner.interrupt())
  whenOrphaned(() => void end())
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
  kernel.start()
  warmUpSoon()
}
