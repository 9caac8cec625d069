/**
 * The documents that the language server holds for us, none of which is on disk: opened, changed and closed by their
 * text alone. The server works at each change, also when nobody asks: it is told of them just before a question, once.
 */

import type { JsonRpc } from './json-rpc'

interface Document {
  readonly text: string
  readonly isJsx: boolean
}

export class OpenDocuments {
  readonly #texts = new Map<string, Document>()
  /** What the server has, which may lag behind. */
  readonly #told = new Map<string, Document>()
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

  /**
   * The server is told in the order of the first settings.
   * @param isJsx it is TSX, whatever its ending says.
   */
  set(uri: string, text: string, isJsx = false): void {
    this.#texts.set(uri, { text, isJsx })
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
    const document = this.#texts.get(uri)
    const before = this.#told.get(uri)
    if (document?.text === before?.text && document?.isJsx === before?.isJsx) return
    const version = ++this.#version
    if (before !== undefined && before.isJsx !== document?.isJsx) {
      this.#told.delete(uri)
      connection.notify('textDocument/didClose', { textDocument: { uri } })
    }
    if (document === undefined) return
    const { text } = document
    if (this.#told.has(uri)) {
      connection.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
    } else {
      const languageId = languageOf(uri, document)
      connection.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } })
    }
    this.#told.set(uri, document)
  }
}

function languageOf(uri: string, { isJsx }: Document): string {
  if (uri.endsWith('.json')) return 'json'
  return isJsx ? 'typescriptreact' : 'typescript'
}
