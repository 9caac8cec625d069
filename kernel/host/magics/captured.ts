/** What `%%capture NAME` gives: an object of the cell's output, as IPython's, that can show it again. */

import type { Metadata, MimeBundle } from '../../link'
import { display } from '../../notebook'

interface Shown {
  readonly data: MimeBundle
  readonly metadata: Metadata
}

interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly outputs: readonly Shown[]
}

export class CapturedOutput {
  readonly stdout: string
  readonly stderr: string
  readonly outputs: readonly CapturedDisplay[]

  constructor({ stdout, stderr, outputs }: Output) {
    this.stdout = stdout
    this.stderr = stderr
    this.outputs = outputs.map(shown => new CapturedDisplay(shown))
  }

  /** Prints and shows all of it: stdout, stderr, displays. */
  show(): void {
    if (this.stdout !== '') process.stdout.write(this.stdout)
    if (this.stderr !== '') process.stderr.write(this.stderr)
    for (const output of this.outputs) output.show()
  }

  toString(): string {
    return this.stdout
  }
}

/** One display of the cell; as a value it shows itself. */
class CapturedDisplay {
  readonly data: MimeBundle
  readonly metadata: Metadata

  constructor({ data, metadata }: Shown) {
    this.data = data
    this.metadata = metadata
  }

  show(): void {
    display(this.data, { raw: true, metadata: this.metadata })
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    return this.data
  }
}

export function captured(output: Output): CapturedOutput {
  return new CapturedOutput(output)
}
