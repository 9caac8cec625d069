/**
 * Runs a program for a magic, in a process group of its own. Its output goes to the cell as it comes; the cell's
 * interrupt sends the group SIGINT and, to what is left after a while, SIGKILL; the keeper ends it with this process.
 * Only callbacks here, no promise chains: after an interrupt what the cell awaits is stopped for good, and this must
 * see the program's end.
 */

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { HostMagics, ShellResult, StreamName } from '../../link'
import { tell } from '../front'
import { currentScope, outsideCells } from '../scope'
import { clearTimeout, setImmediate, setTimeout } from '../turns'
import { guardGroup } from './keeper'

type Command = HostMagics['shell']['params']

/** Milliseconds that an interrupted program has to end by itself. */
const killAfterMs = 2_000
/** Characters that are kept of what was shown. */
const shownKept = 10_000
const notStartable = 126
const notFound = 127
const signalled = 128

export function shell(command: Command): Promise<ShellResult> {
  const scope = currentScope()
  return new Promise(resolve => {
    const over = new Promise<void>(settle => {
      const done = (result: ShellResult): void => {
        exitCode(result.exitCode)
        // what awaits it in a dead cell is terminated, and takes all that is queued with it
        if (!scope.abort.signal.aborted) resolve(result)
        settle()
      }
      outsideCells(() => start(command, 0, scope, done))
    })
    // an interrupted cell, too, is over when the program is
    scope.abort.signal.addEventListener('abort', () => scope.stopping.add(over))
  })
}

/** The lines of an output; the end of its last line begins no further one. */
export function linesOf(output: string): readonly string[] {
  return output === '' ? [] : output.replace(/\n$/, '').split('\n')
}

/** The error of a script's exit code. */
export function failed({ magic, exitCode }: { readonly magic: string; readonly exitCode: number }): never {
  const error = new Error(`%%${magic} ended with exit code ${exitCode}.`)
  throw Object.assign(error, { name: 'CalledProcessError', exitCode, stack: '' })
}

function start(
  command: Command,
  attempt: number,
  scope: ReturnType<typeof currentScope>,
  done: (result: ShellResult) => void,
): void {
  const program = command.programs[attempt]
  const output = new Output(command, scope.run)
  const refuse = (exitCode: number, why: string): void => {
    output.take('stderr', `${why}\n`)
    done({ exitCode, ...output.kept })
  }
  if (program === undefined) {
    refuse(notFound, `${command.programs.at(-1)} was not found.`)
    return
  }
  const child = spawn(program, command.args, {
    detached: true, // a group of its own, that signals can be sent to
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(command.env),
    ...(command.cwd !== undefined && { cwd: command.cwd }),
  })
  child.once('error', error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') start(command, attempt + 1, scope, done)
    else refuse(notStartable, error.message)
  })
  const group = child.pid
  if (group === undefined) return
  const release = guardGroup(group)
  output.read('stdout', child.stdout)
  output.read('stderr', child.stderr)
  const stop = interrupts(group, scope.abort.signal)
  child.once('exit', (code, signal) => {
    stop()
    release()
    output.drained(() => done({ exitCode: codeOf(code, signal), ...output.kept }))
  })
}

/** Sends the cell's interrupt on. @returns what ends that. */
function interrupts(group: number, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    send(group, 'SIGINT')
    timer = setTimeout(() => send(group, 'SIGKILL'), killAfterMs)
  }
  signal.addEventListener('abort', interrupt)
  return () => {
    signal.removeEventListener('abort', interrupt)
    clearTimeout(timer)
    if (signal.aborted) send(group, 'SIGKILL') // what it had in the background
  }
}

/** What the program writes: to the cell, or captured. */
class Output {
  readonly kept = { stdout: '', stderr: '' }
  readonly #captures: ReadonlySet<StreamName>
  readonly #run: number
  #chunks = 0

  constructor({ captures = [] }: Command, run: number) {
    this.#captures = new Set(captures)
    this.#run = run
  }

  read(name: StreamName, pipe: Readable | null): void {
    const decoder = new StringDecoder('utf8') // a character may come in two chunks
    pipe?.on('data', (chunk: Buffer) => {
      this.#chunks++
      this.take(name, decoder.write(chunk))
    })
  }

  take(name: StreamName, text: string): void {
    this.kept[name] += text
    if (this.#captures.has(name) || text === '') return
    this.kept[name] = this.kept[name].slice(-shownKept)
    tell({ event: 'stream', run: this.#run, name, text })
  }

  /** Calls when all that was written is read. Not at the pipes' end: what runs on in the background may hold them. */
  drained(done: () => void): void {
    const seen = this.#chunks
    setImmediate(() => setImmediate(() => (seen === this.#chunks ? done() : this.drained(done))))
  }
}

function environment(changes: Command['env'] = {}): NodeJS.ProcessEnv {
  const env = { ...process.env }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete env[name]
    else env[name] = value
  }
  return env
}

function codeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? signalled + (signal === null ? 0 : constants.signals[signal])
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch {
    // nobody is left in it
  }
}

/** The last exit code, for cells, as in IPython. */
function exitCode(value: number): void {
  Object.defineProperty(globalThis, '_exit_code', { value, writable: true, configurable: true, enumerable: false })
}
