/**
 * The outputs of a notebook's cells as a front end keeps them: stream chunks joined, results and errors in order,
 * a display that is updated changed wherever it stands, cleared cells emptied, at once or with their next output.
 */

import type { JsonObject } from '../wire/message'
import type { Output } from './notebook'
import { isObject } from './notebook-text'

type Display = Extract<Output, { output_type: 'display_data' }>

/** What became of a message: `shown` adds to the cell, `updated` changes what an earlier message showed. */
export type Recorded =
  | { readonly kind: 'shown'; readonly output: Output; readonly displayId: string | undefined }
  | { readonly kind: 'updated'; readonly output: Display; readonly displayId: string }

export class Recorder {
  readonly #cells = new Map<number, Output[]>()
  readonly #places = new Map<string, { readonly cell: number; readonly index: number }[]>()
  readonly #clearing = new Set<number>()

  outputsOf(cell: number): readonly Output[] {
    return this.#cells.get(cell) ?? []
  }

  /** @returns undefined for a message that shows nothing. */
  record(cell: number, type: string, content: JsonObject): Recorded | undefined {
    if (type === 'update_display_data') return this.#update(content)
    if (type === 'clear_output') {
      if (content.wait === true) this.#clearing.add(cell)
      else this.#clear(cell)
      return undefined
    }
    const output = outputOf(type, content)
    if (output === undefined) return undefined
    if (this.#clearing.delete(cell)) this.#clear(cell)
    const displayId = displayIdOf(content)
    this.#add(cell, output, displayId)
    return { kind: 'shown', output, displayId }
  }

  #add(cell: number, output: Output, displayId: string | undefined): void {
    const outputs = this.#cells.get(cell) ?? []
    this.#cells.set(cell, outputs)
    const last = outputs.at(-1)
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      outputs[outputs.length - 1] = { ...last, text: last.text + output.text }
      return
    }
    outputs.push(output)
    if (displayId === undefined) return
    const places = this.#places.get(displayId) ?? []
    this.#places.set(displayId, [...places, { cell, index: outputs.length - 1 }])
  }

  #update(content: JsonObject): Recorded | undefined {
    const displayId = displayIdOf(content)
    const places = displayId === undefined ? undefined : this.#places.get(displayId)
    const fresh = displayOf(content)
    if (displayId === undefined || places === undefined) return undefined
    for (const { cell, index } of places) {
      const outputs = this.#cells.get(cell)
      const old = outputs?.[index]
      if (outputs === undefined || old === undefined || !('data' in old)) continue
      outputs[index] = { ...old, data: fresh.data, metadata: fresh.metadata }
    }
    return { kind: 'updated', output: fresh, displayId }
  }

  #clear(cell: number): void {
    this.#cells.set(cell, [])
    for (const [id, places] of this.#places) {
      this.#places.set(
        id,
        places.filter(place => place.cell !== cell),
      )
    }
  }
}

function outputOf(type: string, content: JsonObject): Output | undefined {
  switch (type) {
    case 'stream':
      return { output_type: type, name: String(content.name), text: String(content.text) }
    case 'display_data':
      return displayOf(content)
    case 'execute_result': {
      const count = typeof content.execution_count === 'number' ? content.execution_count : null
      return { ...displayOf(content), output_type: type, execution_count: count }
    }
    case 'error': {
      const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : []
      return { output_type: type, ename: String(content.ename), evalue: String(content.evalue), traceback }
    }
    default:
      return undefined
  }
}

function displayOf({ data, metadata }: JsonObject): Display {
  return {
    output_type: 'display_data',
    data: isObject(data) ? data : {},
    metadata: isObject(metadata) ? metadata : {},
  }
}

function displayIdOf({ transient }: JsonObject): string | undefined {
  return isObject(transient) && typeof transient.display_id === 'string' ? transient.display_id : undefined
}
