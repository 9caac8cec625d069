/**
 * What a person is told of a cell while it is typed: completions, hovers, signatures. Each question has a document of its
 * own, so that a newer one does not change the text under it.
 */

import type { CellProgram } from './cell-program'
import { type CompletionList, noCompletions, readableCompletions } from './completions'
import { type Hover, readableHover, readableSignature, type Signature } from './hover'
import { offsetAt, positionAt } from './offsets'
import type { ServerRequests } from './protocol'

/** A place in a cell that is being typed. */
export interface Draft {
  readonly source: string
  /** UTF-16 units. */
  readonly offset: number
  readonly signal: AbortSignal | undefined
}

/** Undefined where there is no answer; null is one: that there is nothing to say. */
export type Ask = <M extends keyof ServerRequests>(
  method: M,
  params: ServerRequests[M]['params'],
  of: Draft,
) => Promise<ServerRequests[M]['result'] | null | undefined>

export class DraftQuestions {
  readonly #program: CellProgram
  readonly #send: Ask

  constructor(program: CellProgram, send: Ask) {
    this.#program = program
    this.#send = send
  }

  async complete(draft: Draft): Promise<CompletionList> {
    const { source, offset } = draft
    const found = await this.#ask('textDocument/completion', { context: { triggerKind: 1 } }, draft)
    if (found === undefined) return noCompletions
    return readableCompletions(found !== null && 'items' in found ? found.items : found, {
      source,
      offset,
      session: this.#program.names,
      offsetOf: ({ line, character }) => offsetAt(source, { line: line - 1, character }),
    })
  }

  async hover(draft: Draft): Promise<Hover | undefined> {
    const found = await this.#ask('textDocument/hover', {}, draft)
    return found ? readableHover(found.contents) : undefined
  }

  async signature(draft: Draft): Promise<Signature | undefined> {
    const found = await this.#ask('textDocument/signatureHelp', {}, draft)
    const active = found?.signatures[found.activeSignature ?? 0]
    return active === undefined ? undefined : readableSignature(active, found?.activeParameter)
  }

  async #ask<M extends 'textDocument/completion' | 'textDocument/hover' | 'textDocument/signatureHelp'>(
    method: M,
    params: Omit<ServerRequests[M]['params'], 'textDocument' | 'position'>,
    draft: Draft,
  ): Promise<ServerRequests[M]['result'] | null | undefined> {
    const module = this.#program.takeDraft(draft.source)
    try {
      const { line, character } = positionAt(draft.source, draft.offset)
      const place = {
        textDocument: { uri: this.#program.uriOf(module) },
        position: { line: line + 1, character },
      }
      return await this.#send(method, { ...params, ...place } as ServerRequests[M]['params'], draft)
    } finally {
      this.#program.releaseDraft(module)
    }
  }
}
