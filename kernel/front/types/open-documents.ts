/**
 * The documents that the language server holds for us, none of which is on disk: opened, changed and closed by their
 * text alone. While there is no server they are only remembered.
 */

import type { JsonRpc } from './json-rpc'

export class OpenDocuments {
  readonly #open = new Map<string, string>()
  #connection: JsonRpc | undefined
  #version = 0

  /** From now on every change goes to this server, which has nothing open yet. */
  connect(connection: JsonRpc): void {
    this.#connection = connection
    this.#open.clear()
  }

  disconnect(): void {
    this.#connection = undefined
  }

  set(uri: string, text: string): void {
    const before = this.#open.get(uri)
    if (before === text) return
    const version = ++this.#version
    this.#open.set(uri, text)
    if (before === undefined) {
      const languageId = uri.endsWith('.json') ? 'json' : 'typescript'
      this.#connection?.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } })
    } else {
      this.#connection?.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      })
    }
  }

  close(uri: string): void {
    if (this.#open.delete(uri)) this.#connection?.notify('textDocument/didClose', { textDocument: { uri } })
  }
}
