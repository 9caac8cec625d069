/** The notebook's names in a plain script: values print as text, questions go to the terminal, comms reach nobody. */

import { readSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { inspect } from 'node:util'
import type { NotebookHost } from './notebook'

export const terminalHost: NotebookHost = {
  display(value, { raw }) {
    const text: unknown =
      raw === true && typeof value === 'object' && value !== null ? Reflect.get(value, 'text/plain') : value
    console.log(typeof text === 'string' ? text : inspect(text))
  },
  clearOutput() {},
  async input(prompt) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return await terminal.question(prompt)
    } finally {
      terminal.close()
    }
  },
  inputAndWait(prompt) {
    process.stdout.write(prompt)
    return readLine()
  },
  comm: {
    register() {},
    open() {
      throw new Error('There is no front end: comms work in a notebook only.')
    },
  },
}

/** One line of standard input, read at once; null at its end. */
function readLine(): string | null {
  const byte = Buffer.alloc(1)
  const bytes: number[] = []
  while (readSync(0, byte) === 1 && byte[0] !== 10) bytes.push(byte[0] ?? 0)
  return bytes.length === 0 && byte[0] !== 10 ? null : Buffer.from(bytes).toString().replace(/\r$/, '')
}
