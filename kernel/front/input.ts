/**
 * Questions to the person at the front end: input_request on stdin, answered by input_reply.
 * One question at a time reaches the front end; an interrupt answers all that are open, the end of a cell its own. The
 * protocol has no message that would close the box of a question that nobody waits for any more: what is typed into it
 * is dropped.
 */

import type { InputAnswer } from '../link'
import type { Message, WireSession } from '../wire/message'
import type { Channel } from '../wire/socket'
import type { CellRequest } from './cell-request'

interface Question {
  /** Of the input_request. */
  readonly id: string
  readonly asker: Message
  readonly ask: () => Promise<void>
  readonly answer: (answer: InputAnswer) => void
}

/** So many questions that nobody waits for are remembered. */
const remembered = 100

const hasEnded = 'The cell that asks has ended: a front end takes input only while its cell runs.'
const notAllowed = 'This front end cannot ask for input (it sent allow_stdin: false).'

export class InputRequests {
  readonly #channel: Promise<Channel>
  readonly #session: WireSession
  readonly #questions: Question[] = []
  readonly #dropped = new Set<string>()
  readonly #ended = new WeakSet<Message>()

  constructor(channel: Promise<Channel>, session: WireSession) {
    this.#channel = channel
    this.#session = session
  }

  ask({ message, allowStdin }: CellRequest, prompt: string, password: boolean): Promise<InputAnswer> {
    if (!allowStdin) return Promise.resolve({ failed: notAllowed, notAllowed: true })
    if (this.#ended.has(message)) return Promise.resolve({ failed: hasEnded })
    return new Promise(answer => {
      const header = this.#session.header('input_request')
      const ask = async (): Promise<void> => {
        const content = { prompt, password }
        const { identities, header: parent } = message
        const request = { type: 'input_request', content, parent, identities }
        await (await this.#channel).send(this.#session.encode(request, header))
      }
      this.#questions.push({ id: header.msg_id, asker: message, ask, answer })
      if (this.#questions.length === 1) void ask()
    })
  }

  /** An input_reply has come: it answers the question that is open. */
  reply({ content, parent }: Message): void {
    if (parent.msg_id !== undefined && this.#dropped.has(parent.msg_id)) return
    const question = this.#questions.shift()
    if (question === undefined) return
    if (typeof content.value === 'string' && content.status !== 'error') question.answer({ value: content.value })
    else
      question.answer({ failed: typeof content.evalue === 'string' ? content.evalue : 'The front end gave no input.' })
    void this.#questions[0]?.ask()
  }

  /** The cell that asked is interrupted. */
  interrupt(): void {
    this.#drop(() => true, { failed: 'Interrupted while waiting for input.' })
  }

  /** The cell has ended: a front end lets nobody answer it any more. */
  end(asker: Message): void {
    this.#ended.add(asker)
    this.#drop(question => question.asker === asker, { failed: hasEnded })
  }

  #drop(isDropped: (question: Question) => boolean, answer: InputAnswer): void {
    const [open] = this.#questions
    const dropped = this.#questions.filter(isDropped)
    this.#questions.splice(0, Infinity, ...this.#questions.filter(question => !isDropped(question)))
    for (const question of dropped) {
      this.#dropped.add(question.id)
      question.answer(answer)
    }
    for (const id of this.#dropped) if (this.#dropped.size > remembered) this.#dropped.delete(id)
    if (this.#questions[0] !== open) void this.#questions[0]?.ask()
  }
}
