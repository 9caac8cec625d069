/**
 * %%capture: what a cell prints and shows is kept away, and given to a name if there is one.
 * What goes through stays in order; what is kept is also what timers of the cell print later.
 */

import { StringDecoder } from 'node:string_decoder'
import type { CellOutput } from '../front/cell-output'
import { type JsonObject, magicCall, type StreamName } from '../link'
import { onlyWord, parseOptions, variableName } from './arguments'
import type { MagicRun } from './magic'

const forms = { '--no-stdout': false, '--no-stderr': false, '--no-display': false }
const displayType =
  '{ readonly data: Record<string, unknown>; readonly metadata: Record<string, unknown>; show(): void }'
const capturedType = `{ readonly stdout: string; readonly stderr: string; readonly outputs: readonly ${displayType}[]; show(): void }`

export const capture: MagicRun = async ({ magic, args, body }, { assign, runInto, output }) => {
  const [first = ''] = /^[^\s-]\S*/.exec(args) ?? [] // IPython takes options on both sides of the name
  const { options, rest } = parseOptions(magic, args.slice(first.length), forms)
  const words = `${first} ${rest}`.trim()
  const name = words === '' ? undefined : variableName(magic, onlyWord(magic, words, 'a name'))
  const captured = new Captured(output, {
    stdout: !options.has('--no-stdout'),
    stderr: !options.has('--no-stderr'),
    display: !options.has('--no-display'),
  })
  const { result, error } = await runInto(captured, body)
  const passes = result !== undefined && !captured.takes.display
  if (result !== undefined && !passes) captured.publish('execute_result', { ...result })
  if (name !== undefined) {
    await assign(name, { code: `${magicCall}('captured', ${JSON.stringify(captured)})`, type: capturedType })
  }
  if (error !== undefined) return { error }
  return passes ? { result } : undefined
}

interface Shown {
  readonly data: unknown
  readonly metadata: unknown
}

export class Captured implements CellOutput {
  readonly #through: CellOutput
  readonly #text = { stdout: '', stderr: '' }
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  readonly #outputs: Shown[] = []
  readonly #byId = new Map<unknown, number>()

  constructor(
    through: CellOutput,
    readonly takes: { readonly [S in StreamName | 'display']: boolean } = { stdout: true, stderr: true, display: true },
  ) {
    this.#through = through
  }

  stream(name: StreamName, text: string): void {
    if (this.takes[name]) this.#text[name] += text
    else this.#through.stream(name, text)
  }

  rawStream(name: StreamName, chunk: Buffer): void {
    if (this.takes[name]) this.#text[name] += this.#decoders[name].write(chunk)
    else this.#through.rawStream(name, chunk)
  }

  publish(type: string, content: JsonObject): void {
    if (!this.takes.display) {
      this.#through.publish(type, content)
      return
    }
    const { data, metadata = {}, transient } = content
    const id = (transient as { readonly display_id?: unknown } | undefined)?.display_id
    const place = id === undefined ? undefined : this.#byId.get(id)
    if (type === 'update_display_data') {
      if (place === undefined)
        this.#through.publish(type, content) // of a display that another cell shows
      else this.#outputs[place] = { data, metadata }
    } else if (type === 'display_data' || type === 'execute_result') {
      if (id !== undefined) this.#byId.set(id, this.#outputs.length)
      this.#outputs.push({ data, metadata })
    }
  }

  toJSON(): object {
    return { ...this.#text, outputs: this.#outputs }
  }
}
