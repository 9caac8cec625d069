/**
 * The cell host's end of the link. Events are written synchronously: what a cell printed has left the process before
 * the cell goes on, also when it never yields again or crashes, and a front that is slow to read slows the cell down.
 */

import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { encodeFrame, FrameReader } from '../frame'
import {
  type Buffers,
  type FromHost,
  type FrontNotices,
  type HostCall,
  type HostCalls,
  linkFd,
  type ToHost,
} from '../link'

export type CallHandlers = {
  readonly [C in HostCall]: (params: HostCalls[C]['params']) => Promise<HostCalls[C]['result']>
}

export type NoticeHandlers = {
  readonly [N in keyof FrontNotices]: (notice: FrontNotices[N], buffers: Buffers) => void
}

/** Sends one message to the front. */
export function tell(message: FromHost, buffers: Buffers = []): void {
  const frame = encodeFrame(message, buffers)
  for (let at = 0; at < frame.length; ) at += writeSync(linkFd.toFront, frame, at)
}

/** Serves the front's calls, until it closes the link: then nobody is left to run cells for. */
export function serve(handlers: CallHandlers, notices: NoticeHandlers): void {
  const socket = new Socket({ fd: linkFd.toHost, readable: true, writable: false })
  const reader = new FrameReader<ToHost>((message, buffers) => {
    if ('notice' in message) return notice(notices, message, buffers)
    answer(handlers, message).catch(error => tell({ id: message.id, failed: String(error) }))
  })
  socket.on('data', chunk => reader.push(chunk))
  socket.on('close', () => process.kill(process.pid, 'SIGKILL'))
}

function notice<N extends keyof FrontNotices>(
  handlers: NoticeHandlers,
  message: { readonly notice: N } & FrontNotices[N],
  buffers: Buffers,
): void {
  handlers[message.notice](message, buffers)
}

async function answer<C extends HostCall>(
  handlers: CallHandlers,
  message: { readonly id: number; readonly call: C; readonly params: HostCalls[C]['params'] },
): Promise<void> {
  tell({ id: message.id, result: await handlers[message.call](message.params) })
}
