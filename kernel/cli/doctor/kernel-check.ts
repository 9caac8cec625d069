/**
 * Starts a kernel as a front end does, has it add 1 and 1, and ends it: nothing else tells as much.
 * It leaves nothing behind, not even in the history.
 */

import { tmpdir } from 'node:os'
import { reasonOf } from '../../error'
import type { JsonObject } from '../../wire/message'
import { type KernelSpec, kernelSpec } from '../kernelspec'
import { isObject } from '../notebook-text'
import { type Finding, fault, ok, vital } from './finding'

const limitMs = 15_000

export async function checkKernel(): Promise<Finding> {
  const spec = kernelSpec()
  return checkKernelOf({ ...spec, env: { ...spec.env, TASKLAB_HISTORY: ':memory:' } })
}

interface KernelCheck {
  readonly cwd?: string
  /** For its start, and again for its answer. */
  readonly limitMs?: number
}

export async function checkKernelOf(spec: KernelSpec, options: KernelCheck = {}): Promise<Finding> {
  const started = performance.now()
  const elapsed = () => `${Math.round(performance.now() - started)} ms`
  try {
    const answer = await answerOf(spec, options)
    if (answer === '2') return vital(ok('kernel', `A kernel starts, and 1 + 1 is 2 after ${elapsed()}`))
    return broken(`A kernel starts, but to 1 + 1 it answers ${answer ?? 'nothing'}`)
  } catch (error) {
    return broken(`A kernel cannot be started: ${reasonOf(error)}`)
  }
}

function broken(text: string): Finding {
  return vital(
    fault('kernel', text, 'Mend what else is marked ✘ here; if nothing is, this is ours: report it, please.'),
  )
}

async function answerOf(spec: KernelSpec, options: KernelCheck): Promise<string | undefined> {
  const { cwd = tmpdir(), limitMs: startMs = limitMs } = options
  // here, because without zeromq it cannot even be loaded
  const { KernelSession } = require('../kernel-session') as typeof import('../kernel-session')
  const session = await KernelSession.open(spec, { cwd, signal: new AbortController().signal, startMs })
  const limit = setTimeout(() => {
    session.client.fail(new Error(`1 + 1 took it longer than ${startMs / 1000} s.`))
    session.kill()
  }, startMs)
  try {
    let answer: string | undefined
    const reply = await session.client.execute('1 + 1', (type, content) => {
      answer = resultText(type, content) ?? answer
    })
    return reply.status === 'ok' ? answer : `${reply.ename}: ${reply.evalue}`
  } finally {
    clearTimeout(limit)
    await session.close()
  }
}

function resultText(type: string, { data }: JsonObject): string | undefined {
  return type === 'execute_result' && isObject(data) ? String(data['text/plain']) : undefined
}
