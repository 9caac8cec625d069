/**
 * Comms: messages both ways between a cell and code in the front end (ipywidgets, anywidget).
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */

import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import type { Buffers, CommMessage, JsonObject } from '../link'
import type { Comm, CommEvent, CommExtras, CommTarget, NotebookHost } from '../notebook'
import { tell } from './front'
import { type CellScope, currentScope, runInScope } from './scope'

const targets = new Map<string, { readonly onOpen: CommTarget; readonly scope: CellScope }>()
const comms = new Map<string, OpenComm>()

class OpenComm implements Comm {
  readonly id: string
  readonly target: string
  /** What it hears belongs to the cell that made it. */
  readonly #scope: CellScope
  #onMessage: ((event: CommEvent) => void) | undefined
  #onClose: ((event: CommEvent) => void) | undefined

  constructor(id: string, target: string, scope: CellScope) {
    this.id = id
    this.target = target
    this.#scope = scope
    comms.set(id, this)
  }

  send(data: JsonObject, extras: CommExtras = {}): void {
    if (!comms.has(this.id)) throw new Error(`The comm to ${JSON.stringify(this.target)} is closed.`)
    this.#tell('msg', data, extras)
  }

  onMessage(listener: (event: CommEvent) => void): void {
    this.#onMessage = listener
  }

  onClose(listener: (event: CommEvent) => void): void {
    this.#onClose = listener
  }

  close(data: JsonObject = {}, extras: CommExtras = {}): void {
    if (comms.delete(this.id)) this.#tell('close', data, extras)
  }

  /** For `comm.open`. */
  tellOpen(data: JsonObject, extras: CommExtras): void {
    this.#tell('open', data, extras)
  }

  hear(kind: 'msg' | 'close', event: CommEvent): void {
    const listener = kind === 'msg' ? this.#onMessage : this.#onClose
    if (listener !== undefined) call(this.#scope, () => listener(event))
  }

  #tell(kind: CommMessage['kind'], data: JsonObject, { metadata = {}, buffers = [] }: CommExtras): void {
    const message = { kind, comm_id: this.id, ...(kind === 'open' && { target_name: this.target }), data, metadata }
    tell({ event: 'comm', run: currentScope().run, ...message }, buffers)
  }
}

export const comm: NotebookHost['comm'] = {
  register(target, onOpen) {
    targets.set(target, { onOpen, scope: currentScope() })
  },
  open(target, data = {}, extras = {}) {
    const opened = new OpenComm(randomUUID().replaceAll('-', ''), target, currentScope())
    opened.tellOpen(data, extras)
    return opened
  },
}

/** A comm message from the front end. */
export function hearComm(message: CommMessage, buffers: Buffers): void {
  const { kind, comm_id, target_name = '', data, metadata } = message
  const event = { data, metadata, buffers }
  if (kind !== 'open') {
    const open = comms.get(comm_id)
    if (kind === 'close') comms.delete(comm_id)
    open?.hear(kind, event)
    return
  }
  const target = targets.get(target_name)
  if (target === undefined) {
    // the front end learns that nobody is there by the close
    tell({ event: 'comm', run: currentScope().run, kind: 'close', comm_id, data: {}, metadata: {} })
    return
  }
  const opened = new OpenComm(comm_id, target_name, target.scope)
  call(target.scope, () => target.onOpen(opened, event))
}

/** A listener that throws, or whose promise is rejected, tells so in its cell. */
function call(scope: CellScope, listener: () => unknown): void {
  void runInScope(scope, async () => {
    try {
      await listener()
    } catch (error) {
      process.stderr.write(`A comm's listener threw: ${inspect(error)}\n`)
    }
  })
}
