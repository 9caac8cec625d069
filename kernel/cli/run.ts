/**
 * `tasklab run`: its arguments, and what is said and left behind at its end. Everything that can be refused is refused
 * before the kernel starts; after that, what ran is saved after every cell, however the run ends.
 */

import { dirname, resolve } from 'node:path'
import { readDuration } from './duration'
import { KernelSession } from './kernel-session'
import { type KernelSpec, kernelName, kernelSpec } from './kernelspec'
import { type Notebook, withoutOutputs } from './notebook'
import { checkWritable, readNotebook, writeNotebook } from './notebook-file'
import { NotebookRun, type Outcome } from './notebook-run'
import { injectParameters, readParameters } from './parameters'
import { StopSignals } from './stop-signals'
import { seconds, Terminal } from './terminal'

export interface RunArguments {
  readonly values: {
    readonly parameter?: readonly string[]
    readonly output?: string
    readonly timeout?: string
    readonly resume?: true
  }
  readonly operands: readonly string[]
}

export async function run({ values, operands: [file = ''] }: RunArguments): Promise<number> {
  const { output, parameter = [], timeout, resume } = values
  const parameters = readParameters(parameter)
  const cellLimit = timeout === undefined ? undefined : readDuration('--timeout', timeout)
  const notebook = withKernelSpec(injectParameters(withoutOutputs(readNotebook(file)), parameters))
  if (output !== undefined) checkWritable(output)

  let session: KernelSession | undefined
  const stop = new StopSignals(() => session?.kill())
  const started = performance.now()
  try {
    session = await KernelSession.open(resume ? resuming(kernelSpec()) : kernelSpec(), {
      cwd: dirname(resolve(file)),
      signal: stop.signal,
    })
    const terminal = new Terminal(process.stdout, process.env)
    const save = (current: Notebook) => output !== undefined && writeNotebook(output, current)
    const outcome = await new NotebookRun(notebook, session, {
      terminal,
      signal: stop.signal,
      cellLimit,
      onCell: save,
    }).run()
    return conclude(outcome, { terminal, elapsed: performance.now() - started, stop })
  } catch (error) {
    if (stop.signal.aborted) return stop.exitCode
    throw error
  } finally {
    await session?.close()
    stop.dispose()
  }
}

interface End {
  readonly terminal: Terminal
  readonly elapsed: number
  readonly stop: StopSignals
}

function conclude(outcome: Outcome, { terminal, elapsed, stop }: End): number {
  switch (outcome.kind) {
    case 'done':
      terminal.note(
        `\n${outcome.cells === 1 ? '1 cell' : `${outcome.cells} cells`} ran in ${seconds(elapsed)}.`,
        'green',
      )
      return 0
    case 'failed':
      process.stderr.write(`\nCell ${outcome.cell} failed: ${outcome.reason}\n`)
      return 1
    case 'interrupted':
      process.stderr.write(`\nInterrupted at cell ${outcome.cell} of ${outcome.cells}.\n`)
      return stop.exitCode
  }
}

/** The engine's own switch: a plain `run()` of a flow goes on with a last run that was left unfinished. */
function resuming(spec: KernelSpec): KernelSpec {
  return { ...spec, env: { ...spec.env, TASKLAB_RESUME: '1' } }
}

/** A notebook that names no kernel is ours from now on. */
function withKernelSpec(notebook: Notebook): Notebook {
  const { display_name, language } = kernelSpec()
  const kernelspec = { display_name, language, name: kernelName }
  return { ...notebook, metadata: { kernelspec, ...notebook.metadata } }
}
