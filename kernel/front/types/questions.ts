/**
 * Questions to the language server, each with a deadline: the server is told of what has changed, and asked. One that is
 * dead, late or absent gives nothing; one that lives and says nothing at all is replaced.
 */

import { deadline } from '../deadline'
import type { JsonRpc } from './json-rpc'
import type { LanguageServer } from './language-server'
import { LocalFiles } from './local-files'
import type { OpenDocuments } from './open-documents'
import type { FileEvent, ServerRequests } from './protocol'

/** Deadlines for which a living server says nothing at all, though it is asked, until it is replaced: 30 s. */
const longestSilence = 15

export interface QuestionsParts {
  readonly server: LanguageServer | undefined
  readonly documents: OpenDocuments
  /** The notebook's folder. */
  readonly folder: string
  /** Milliseconds until a question is given up. */
  readonly deadline: number
  /** Told when a local file that cells lead to is not what it was. */
  readonly onFiles: () => void
}

export interface QuestionLimits {
  /** Default: the service's. */
  readonly deadline?: number
  readonly signal: AbortSignal | undefined
  /** Local files that what is asked about leads to. */
  readonly imports: Iterable<string>
}

export class Questions {
  readonly #parts: QuestionsParts
  readonly #files = new LocalFiles()
  /** Changes of local files that the server has not been told of. */
  #untold: readonly FileEvent[] = []
  /** When the first question was asked that has had no answer; none where the last one had. */
  #silentSince: number | undefined

  constructor(parts: QuestionsParts) {
    this.#parts = parts
  }

  /** Undefined where there is no answer; null is one: that there is nothing to say. */
  async ask<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]['params'],
    { deadline: patience = this.#parts.deadline, signal, imports }: QuestionLimits,
  ): Promise<ServerRequests[M]['result'] | null | undefined> {
    const { server, documents } = this.#parts
    server?.start()
    const connecting = server?.connection()
    if (connecting === undefined || !(await deadline(connecting, patience))) return undefined
    const connection = await connecting
    if (connection === undefined) return undefined
    this.lookAtFiles(imports)
    this.#tellOfFiles(connection)
    documents.sync()
    const heardBefore = connection.heard
    const asked = Date.now()
    const answer = await connection.request(method, params, { deadline: patience, signal })
    if (connection.heard > heardBefore) this.#silentSince = undefined
    else if (signal?.aborted !== true) this.#replaceSilent(asked)
    return answer
  }

  /** Looks whether the local files that these imports lead to have changed; each question looks too. */
  lookAtFiles(imports: Iterable<string>): void {
    const changes = this.#files.changes(this.#parts.folder, new Set(imports))
    if (changes.length === 0) return
    this.#untold = [...this.#untold, ...changes]
    this.#parts.onFiles()
  }

  #replaceSilent(asked: number): void {
    this.#silentSince ??= asked
    if (Date.now() - this.#silentSince < longestSilence * this.#parts.deadline) return
    this.#silentSince = undefined
    this.#parts.server?.restart()
  }

  #tellOfFiles(connection: JsonRpc): void {
    if (this.#untold.length > 0) connection.notify('workspace/didChangeWatchedFiles', { changes: this.#untold })
    this.#untold = []
  }
}
