/**
 * Questions to the person at the front end: input_request on stdin, answered by input_reply.
 * One question at a time reaches the front end; an interrupt answers all that are open.
 */

import type { InputAnswer } from '../link'
import type { Message, WireSession } from '../wire/message'
import type { Channel } from '../wire/socket'
import type { CellRequest } from './cell-request'

interface Question {
  readonly ask: () => Promise<void>
  readonly answer: (answer: InputAnswer) => void
}

const notAllowed = 'This front end cannot ask for input (it sent allow_stdin: false).'

export class InputRequests {
  readonly #channel: Promise<Channel>
  readonly #session: WireSession
  readonly #questions: Question[] = []

  constructor(channel: Promise<Channel>, session: WireSession) {
    this.#channel = channel
    this.#session = session
  }

  ask({ message, allowStdin }: CellRequest, prompt: string, password: boolean): Promise<InputAnswer> {
    if (!allowStdin) return Promise.resolve({ failed: notAllowed })
    return new Promise(answer => {
      const ask = async (): Promise<void> => {
        const content = { prompt, password }
        const { identities, header: parent } = message
        await (await this.#channel).send(this.#session.encode({ type: 'input_request', content, parent, identities }))
      }
      this.#questions.push({ ask, answer })
      if (this.#questions.length === 1) void ask()
    })
  }

  /** An input_reply has come: it answers the question that is open. */
  reply({ content }: Message): void {
    const question = this.#questions.shift()
    if (question === undefined) return
    if (typeof content.value === 'string' && content.status !== 'error') question.answer({ value: content.value })
    else
      question.answer({ failed: typeof content.evalue === 'string' ? content.evalue : 'The front end gave no input.' })
    void this.#questions[0]?.ask()
  }

  /** The cell that asked is interrupted. */
  interrupt(): void {
    for (const { answer } of this.#questions.splice(0)) {
      answer({ failed: 'Interrupted while waiting for input.', interrupted: true })
    }
  }
}
