/**
 * The documents that the language server holds for us, none of which is on disk: opened, changed and closed by their
 * text alone. The server works at each change, also when nobody asks: it is told of them just before a question, once.
 */

import type { JsonRpc } from './json-rpc'

export class OpenDocuments {
  readonly #texts = new Map<string, string>()
  /** What the server has, which may lag behind. */
  readonly #told = new Map<string, string>()
  readonly #changed = new Set<string>()
  #connection: JsonRpc | undefined
  #version = 0

  /** From now on this server is told, which has nothing open yet. */
  connect(connection: JsonRpc): void {
    this.#connection = connection
    this.#told.clear()
    this.#changed.clear() // what has changed meanwhile has its place in the order too
    for (const uri of this.#texts.keys()) this.#changed.add(uri)
  }

  disconnect(): void {
    this.#connection = undefined
  }

  /** The server is told in the order of the first settings. */
  set(uri: string, text: string): void {
    this.#texts.set(uri, text)
    this.#changed.add(uri)
  }

  close(uri: string): void {
    if (this.#texts.delete(uri)) this.#changed.add(uri)
  }

  /** Tells the server what has changed; to be called before it is asked. */
  sync(): void {
    const connection = this.#connection
    if (connection === undefined) return
    for (const uri of this.#changed) this.#tell(connection, uri)
    this.#changed.clear()
  }

  #tell(connection: JsonRpc, uri: string): void {
    const text = this.#texts.get(uri)
    const before = this.#told.get(uri)
    if (text === before) return
    const version = ++this.#version
    if (text === undefined) {
      this.#told.delete(uri)
      connection.notify('textDocument/didClose', { textDocument: { uri } })
      return
    }
    this.#told.set(uri, text)
    if (before === undefined) {
      const languageId = uri.endsWith('.json') ? 'json' : 'typescript'
      connection.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } })
    } else {
      connection.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
    }
  }
}
