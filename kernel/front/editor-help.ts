/** Completion and inspection, loaded when a person first types: the kernel's start does not pay for them. */

import type { JsonObject, Message } from '../wire/message'
import type { ShellReplies } from '../wire/requests'
import type { DevTools } from './live-values'
import type { Completer } from './requests/complete'
import type { Inspector } from './requests/inspect'
import type { SessionTypes } from './session-types'

export interface EditorHelpParts {
  readonly types: SessionTypes
  readonly devtools: DevTools
  /** Whether a cell has declared this name. */
  readonly declares: (name: string) => boolean
  /** The files that cells are kept as. */
  readonly modules: () => Iterable<string>
}

export class EditorHelp {
  readonly #parts: EditorHelpParts
  #loaded: { readonly completer: Completer; readonly inspector: Inspector } | undefined

  constructor(parts: EditorHelpParts) {
    this.#parts = parts
  }

  complete(request: Message): Promise<ShellReplies['complete_request']> {
    return this.#load().completer.reply(request)
  }

  inspect(request: Message): Promise<ShellReplies['inspect_request']> {
    return this.#load().inspector.reply(request)
  }

  /** What `name?` and `name??` show (detail 1: and the source); undefined where there is no such thing. */
  describe(expression: string, detail: 0 | 1): Promise<JsonObject | undefined> {
    return this.#load().inspector.describe(expression, expression.length, detail)
  }

  #load() {
    if (this.#loaded !== undefined) return this.#loaded
    const { LiveValues } = require('./live-values') as typeof import('./live-values')
    const { Completer } = require('./requests/complete') as typeof import('./requests/complete')
    const { Inspector } = require('./requests/inspect') as typeof import('./requests/inspect')
    const { types, devtools, declares, modules } = this.#parts
    const live = new LiveValues(devtools, declares)
    const known = (name: string): boolean => declares(name) || name in globalThis
    const completer = new Completer(types, live, known, modules)
    this.#loaded = { completer, inspector: new Inspector(types, live, known) }
    return this.#loaded
  }
}
