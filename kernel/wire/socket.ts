/**
 * The one file that imports zeromq: the five channels, bound by a kernel or connected by a client.
 * Invariants: no message is dropped for a full queue (high-water marks off); sends on a socket happen one after another,
 * in the order of the calls (many un-awaited sends in one tick throw EBUSY).
 */

import * as zmq from 'zeromq'
import { KernelError, reasonOf } from '../error'
import { addressOf, type ChannelName, type ConnectionInfo, type CurveKeys } from './connection'

export type Frames = readonly (Uint8Array | string)[]

/** One channel, from either end. */
export interface Channel {
  /** Of a client's stdin: when it can be asked. A router drops what is for somebody who is not connected yet. */
  connected(): Promise<void>
  /** Resolves when ZeroMQ has taken the frames. */
  send(frames: Frames): Promise<void>
  /** Frames as they come; ends when the channel is closed. */
  [Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]>
  close(): void
}

type Socket = zmq.Router | zmq.Dealer | zmq.Subscriber | zmq.XPublisher | zmq.Reply | zmq.Request

class SerialChannel implements Channel {
  readonly #socket: Socket
  readonly #connected: Promise<void>
  #last: Promise<void> = Promise.resolve()

  constructor(socket: Socket, connected: Promise<void> = Promise.resolve()) {
    this.#socket = socket
    this.#connected = connected
  }

  connected(): Promise<void> {
    return this.#connected
  }

  send(frames: Frames): Promise<void> {
    const socket = this.#socket
    if (!('send' in socket)) return Promise.reject(new TypeError('This channel only receives.'))
    const sent = this.#last.then(() => (socket.closed ? undefined : socket.send([...frames])))
    this.#last = sent.catch(() => undefined)
    return sent
  }

  [Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]> {
    return this.#socket[Symbol.asyncIterator]()
  }

  close(): void {
    if (!this.#socket.closed) this.#socket.close()
  }
}

const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 } as const

export type Channels = Readonly<Record<ChannelName, Channel>>

/**
 * The kernel's end, bound. iopub is an XPUB, verbose, so that every new subscriber is seen (its frame starts with 1).
 * @throws KernelError `port-taken` naming the address that could not be bound.
 */
export async function bindChannels(connection: ConnectionInfo): Promise<Channels> {
  const security = serverSecurity(connection)
  const options = { ...unlimited, ...security }
  const sockets = {
    shell: new zmq.Router(options),
    control: new zmq.Router(options),
    stdin: new zmq.Router(options),
    iopub: new zmq.XPublisher({ ...options, verbosity: 'allSubs' }),
    hb: new zmq.Reply({ linger: 0, ...security }),
  }
  const names = ['hb', 'shell', 'control', 'stdin', 'iopub'] as const
  try {
    await Promise.all(names.map(name => bind(sockets[name], addressOf(connection, name))))
  } catch (error) {
    for (const name of names) sockets[name].close()
    throw error
  }
  return wrap(sockets)
}

/** A client's end, connected; `identity` routes input requests to the stdin channel of the shell's sender. */
export function connectChannels(connection: ConnectionInfo, identity: string): Channels {
  const security = clientSecurity(connection)
  const dealer = { ...unlimited, linger: 0, routingId: identity, ...security }
  const iopub = new zmq.Subscriber({ receiveHighWaterMark: 0, linger: 0, ...security })
  const sockets = {
    shell: new zmq.Dealer(dealer),
    control: new zmq.Dealer(dealer),
    stdin: new zmq.Dealer(dealer),
    iopub,
    hb: new zmq.Request({ linger: 0, ...security }),
  }
  const stdinConnected = new Promise<void>(resolve => sockets.stdin.events.on('handshake', () => resolve()))
  for (const name of ['shell', 'control', 'stdin', 'iopub', 'hb'] as const) {
    sockets[name].connect(addressOf(connection, name))
  }
  iopub.subscribe()
  return wrap(sockets, stdinConnected)
}

/** http://curvezmq.org: the kernel is the server, and proves by its secret key that it is the one that was meant. */
function serverSecurity({ curve }: ConnectionInfo) {
  if (curve === undefined) return {}
  return { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
}

function clientSecurity({ curve }: ConnectionInfo) {
  if (curve === undefined) return {}
  return { curveServerKey: curve.publicKey, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
}

/** A new key pair, for a connection file. */
export function makeCurveKeys(): CurveKeys {
  return zmq.curveKeyPair()
}

function wrap(sockets: Readonly<Record<ChannelName, Socket>>, stdinConnected?: Promise<void>): Channels {
  return {
    shell: new SerialChannel(sockets.shell),
    control: new SerialChannel(sockets.control),
    stdin: new SerialChannel(sockets.stdin, stdinConnected),
    iopub: new SerialChannel(sockets.iopub),
    hb: new SerialChannel(sockets.hb),
  }
}

async function bind(socket: zmq.Router | zmq.XPublisher | zmq.Reply, address: string): Promise<void> {
  try {
    await socket.bind(address)
  } catch (error) {
    throw new KernelError(
      'port-taken',
      `${address} cannot be bound: ${reasonOf(error)}.`,
      'Another program has this port: start the kernel again, so that it gets a new one.',
      { cause: error },
    )
  }
}
