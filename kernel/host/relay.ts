/**
 * The worker thread that gives the front a DevTools connection to the cell thread: it answers while a cell loops, which
 * makes interrupt and debugger possible. It never evaluates a cell: nested inspector messages are not dispatched, and
 * the first `while (true)` would lock it.
 */

import { Session } from 'node:inspector'
import { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'
import { encodeFrame, FrameReader } from '../frame'
import { linkFd } from '../link'
import { AbortGuard } from './abort-guard'

interface Command {
  readonly id: number
  readonly method: string
  readonly params?: object
}

const guard = new AbortGuard(workerData)
const session = new Session()
session.connectToMainThread()
const socket = new Socket({ fd: linkFd.devtools, readable: true, writable: true })
const reader = new FrameReader<Command>(({ id, method, params }) => {
  if (method === 'Runtime.terminateExecution' && guard.holds) {
    socket.write(encodeFrame({ id, failed: 'The cell is being aborted.' }))
    return
  }
  session.post(method, params, (error, result) =>
    socket.write(encodeFrame(error === null ? { id, result } : { id, failed: error.message })),
  )
})
session.on('inspectorNotification', message => socket.write(encodeFrame(message)))
socket.on('data', chunk => reader.push(chunk))
socket.on('close', () => process.kill(process.pid, 'SIGKILL')) // the front is gone, whatever the cell is doing
