/**
 * Brings what the cell host has to show to the cell that it comes from: knows which request each run belongs to.
 * What carries no mark of its run (the process's own pipes) goes to the latest one, and so does what a cell shows that
 * was run very long ago. When the cell host ends, what it meant to update is left as it is to stay.
 */

import type { HostEvents, RunId, StreamName } from '../link'
import type { Header } from '../wire/message'
import type { CellRequest } from './cell-request'
import { UnfinishedDisplays } from './unfinished-displays'

/** So that memory stays flat over ten thousand cells. */
const rememberedRequests = 1000

export class HostOutput {
  readonly #requests = new Map<RunId, CellRequest>()
  readonly #unfinished = new UnfinishedDisplays()
  #latest: CellRequest | undefined

  /** A run begins. */
  begin(run: RunId, request: CellRequest): void {
    this.#latest = request
    this.#requests.set(run, request)
    const [oldest] = this.#requests.keys()
    if (oldest !== undefined && this.#requests.size > rememberedRequests) this.#requests.delete(oldest)
  }

  requestOf(run: RunId): CellRequest | undefined {
    return this.#requests.get(run) ?? this.#latest
  }

  /** What a message from this run has as its parent; undefined where nothing may be published. */
  parentOf(run: RunId): Header | undefined {
    const request = this.requestOf(run)
    return request === undefined || request.silent ? undefined : request.message.header
  }

  stream({ run, name, text }: HostEvents['stream']): void {
    this.requestOf(run)?.output.stream(name, text)
  }

  rawStream(name: StreamName, chunk: Buffer): void {
    this.#latest?.output.rawStream(name, chunk)
  }

  display(event: HostEvents['display']): void {
    this.#unfinished.shown(event)
    this.#show(event)
  }

  clear({ run, wait }: HostEvents['clear']): void {
    this.requestOf(run)?.output.publish('clear_output', { wait })
  }

  /** The cell host has ended, and says so if no cell does. */
  cutOff(message?: string): void {
    for (const display of this.#unfinished.cutOff()) this.#show(display)
    if (message !== undefined) this.#latest?.output.stream('stderr', `${message}\n`)
  }

  #show({ run, id, update, data, metadata }: HostEvents['display']): void {
    const type = update ? 'update_display_data' : 'display_data'
    const transient = id === undefined ? {} : { display_id: id }
    this.requestOf(run)?.output.publish(type, { data, metadata, transient })
  }
}
