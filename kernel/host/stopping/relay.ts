/**
 * The worker thread that gives the front a DevTools connection to the cell thread: it answers while a cell loops, which
 * makes interrupt and debugger possible. It never evaluates a cell: nested inspector messages are not dispatched, and
 * the first `while (true)` would lock it.
 */

import { Session } from 'node:inspector'
import { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'
import { encodeFrame, FrameReader } from '../../frame'
import { linkFd } from '../../link'
import { AbortGuard } from './abort-guard'
import { LoopRescue } from './loop-rescue'

interface Command {
  readonly id: number
  readonly method: string
  readonly params?: object
}

const guard = new AbortGuard(workerData)
const session = new Session()
session.connectToMainThread()
const rescue = new LoopRescue(session)
const socket = new Socket({ fd: linkFd.devtools, readable: true, writable: true })
const reader = new FrameReader<Command>(command => {
  if (command.method !== 'Runtime.terminateExecution') pass(command)
  else if (rescue.isGoing) fail(command, new Error('The cell is being terminated.'))
  else if (!guard.isInLoop) terminate(command)
  else rescue.before(() => terminate(command)).catch(error => fail(command, error))
})

function terminate(command: Command): void {
  if (guard.holds) fail(command, new Error('The cell is being aborted.'))
  else pass(command)
}

function pass({ id, method, params }: Command): void {
  session.post(method, params, (error, result) => {
    if (error === null) socket.write(encodeFrame({ id, result }))
    else fail({ id }, error)
  })
}

function fail({ id }: Pick<Command, 'id'>, error: Error): void {
  socket.write(encodeFrame({ id, failed: error.message }))
}

session.on('inspectorNotification', message => {
  if (!rescue.isGoing) socket.write(encodeFrame(message))
})
socket.on('data', chunk => reader.push(chunk))
socket.on('close', () => process.kill(process.pid, 'SIGKILL')) // the front is gone, whatever the cell is doing
