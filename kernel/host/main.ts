/**
 * The process that runs cells. The host's only wiring; order matters for the time to the first result: the relay's
 * thread starts beside everything else, and `ready` is told as soon as a cell could run.
 */

import '../compile-cache'

import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { installCellHelper } from '../cell/cell-helper'
import { provideFlowHost } from '../flow/flow-host'
import { provideNotebookHost } from '../notebook'
import { comm, hearComm } from './comm'
import { captureConsole } from './console'
import { Declarations } from './declarations'
import { Scripts } from './errors/scripts'
import { installStackFormat, isCellCalling } from './errors/stack'
import { exitWhateverThrows, surviveUncaught } from './errors/uncaught'
import { Evaluator } from './evaluate'
import { serve, tell } from './front'
import { installGlobals } from './globals'
import { answerInput, input, inputAndWait } from './input'
import { installMagics } from './magics'
import { cellFile, cellMeta, installModuleHooks } from './modules/module-hooks'
import { requireFrom } from './modules/require'
import { RequiredFiles } from './modules/required-files'
import { SourceFiles } from './modules/source-files'
import { nameAfterVariable } from './naming'
import { currentScope, ownScope } from './scope'
import { show } from './show'
import { explainStdin } from './stdin'
import { AbortGuard } from './stopping/abort-guard'
import { noteTimers } from './stopping/dead-timers'
import { noteWhatCellsStart } from './stopping/started'
import { showTemporalValues } from './temporal'

const guard = new AbortGuard()
new Worker(join(__dirname, 'stopping', 'relay.js'), { workerData: guard.shared }).unref()

process.argv[1] = cellFile // what is run, as far as cells and packages know: not this file
captureConsole()
explainStdin()
process.on('SIGINT', () => undefined) // meant for what the cell started; the front interrupts the cell itself
const scripts = new Scripts()
installStackFormat(scripts, cellFile)
surviveUncaught(scripts)
exitWhateverThrows(scripts)
noteWhatCellsStart()
noteTimers()
const sources = new SourceFiles(dirname(cellFile))
const required = new RequiredFiles(sources)
const cellRequire = requireFrom(cellFile, required, scripts, sources)
const importForCell = installModuleHooks(cellRequire, required, scripts, sources)
provideNotebookHost({
  display: show,
  clearOutput: wait => tell({ event: 'clear', run: currentScope().run, wait }),
  input,
  inputAndWait,
  comm,
})
installGlobals(cellRequire)
const declarations = new Declarations()
installMagics(provideFlowHost(declarations.newest, sources))

const { settle } = installCellHelper({
  scope: globalThis,
  importModule: importForCell,
  meta: cellMeta(cellRequire),
  running: ownScope,
  giveName: nameAfterVariable,
  onLoop: goesOn => guard.loop(goesOn),
  isCellReading: () => isCellCalling(scripts),
})
const evaluator = new Evaluator(scripts, declarations, guard, settle)
serve(
  {
    run: script => evaluator.run(script),
    abort: async ({ run }) => ({ aborted: await evaluator.abort(run) }),
  },
  {
    comm: hearComm,
    answer: ({ input, answer }) => answerInput(input, answer),
    module: module => sources.keep(module),
  },
)
tell({ event: 'ready', pid: process.pid })
showTemporalValues()
