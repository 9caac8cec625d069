/** Where a cell's output goes: to all front ends, nowhere (a silent cell), or to whoever captures it. */

import type { StreamName } from '../link'
import type { JsonObject, Message } from '../wire/message'
import type { Publisher } from './publisher'

export interface CellOutput {
  stream(name: StreamName, text: string): void
  /** Bytes of a process's own pipe; a character may be cut between two chunks. */
  rawStream(name: StreamName, chunk: Buffer): void
  /** display_data, update_display_data, clear_output or execute_result. */
  publish(type: string, content: JsonObject): void
}

export function publishedOutput(publisher: Publisher, parent: Message['parent']): CellOutput {
  return {
    stream: (name, text) => publisher.stream(parent, name, text),
    rawStream: (name, chunk) => publisher.rawStream(parent, name, chunk),
    publish: (type, content) => publisher.publish(type, parent, content),
  }
}

export const noOutput: CellOutput = {
  stream: () => undefined,
  rawStream: () => undefined,
  publish: () => undefined,
}
