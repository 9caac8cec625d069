/**
 * Asking the person at the front end. `input` waits as a promise; `prompt` and `confirm` stop the thread until the
 * answer comes, as they do in a browser: it is then read from a pipe of its own, on which an interrupt answers too.
 */

import { readSync } from 'node:fs'
import { FrameReader } from '../frame'
import { type InputAnswer, linkFd } from '../link'
import type { NotebookHost } from '../notebook'
import { tell } from './front'
import { currentScope } from './scope'

/** The code of an InputError where the front end takes no questions: `allow_stdin` is false. */
export const inputNotAllowed = 'INPUT_NOT_ALLOWED'

const waiting = new Map<number, (answer: InputAnswer) => void>()
let inputs = 0

export const input: NotebookHost['input'] = (prompt, password) => {
  // made here, for its stack: when the answer comes, nobody knows any more who asked
  const refused = new Error()
  return new Promise((resolve, reject) => {
    const id = ask(prompt, password, false)
    waiting.set(id, answer => {
      if ('value' in answer) resolve(answer.value)
      else reject(refusal(answer, refused))
    })
  })
}

export const inputAndWait: NotebookHost['inputAndWait'] = prompt => {
  const answer = readAnswer(ask(prompt, false, true))
  if ('value' in answer) return answer.value
  throw refusal(answer, new Error())
}

/** The front's answer to a question of `input`. */
export function answerInput(id: number, answer: InputAnswer): void {
  waiting.get(id)?.(answer)
  waiting.delete(id)
}

function ask(prompt: string, password: boolean, waits: boolean): number {
  const id = ++inputs
  tell({ event: 'input', run: currentScope().run, input: id, prompt, password, waits })
  return id
}

/** An answer that an interrupt kept from being read may still be in the pipe: it is passed over. */
function readAnswer(id: number): InputAnswer {
  let answer: InputAnswer | undefined
  const reader = new FrameReader<{ readonly input: number; readonly answer: InputAnswer }>(message => {
    if (message.input === id) answer = message.answer
  })
  const chunk = Buffer.alloc(65_536)
  while (answer === undefined) {
    const length = readSync(linkFd.answers, chunk)
    if (length === 0) return { failed: 'The front end is gone.' }
    reader.push(Buffer.from(chunk.subarray(0, length)))
  }
  return answer
}

/** `code` tells a front end that never asks from one that did not answer. */
function refusal({ failed, notAllowed }: Extract<InputAnswer, { readonly failed: string }>, error: Error): Error {
  error.message = failed
  error.name = 'InputError'
  return Object.assign(error, notAllowed && { code: inputNotAllowed })
}
