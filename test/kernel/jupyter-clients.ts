/**
 * Jupyter's own programs, run on this kernel: a folder of their own with the kernelspec, configuration and history, so
 * that nothing of the user's is read or written, and nothing is left behind.
 */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeKernelSpec } from '../../kernel/cli/kernelspec'

export class JupyterClients {
  /** Scratch space; goes with `close`. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly interpreter: string

  /** @param interpreter Python, of an environment that holds them. */
  constructor(interpreter: string) {
    this.interpreter = interpreter
    this.folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    writeKernelSpec(join(this.folder, 'kernels'))
    this.env = {
      ...process.env,
      JUPYTER_PATH: this.folder,
      JUPYTER_CONFIG_DIR: join(this.folder, 'config'),
      JUPYTER_DATA_DIR: join(this.folder, 'data'),
      JUPYTER_RUNTIME_DIR: join(this.folder, 'runtime'),
      IPYTHONDIR: join(this.folder, 'ipython'),
      TASKLAB_HISTORY: join(this.folder, 'history.sqlite'),
      TASKLAB_HOME: join(this.folder, 'store'),
    }
  }

  /** A script of this folder; resolves with what it printed. @throws with what it said on stderr. */
  run(script: string, ...args: readonly string[]): Promise<string> {
    return this.python(join(__dirname, script), ...args)
  }

  /** `python args…`, e.g. `-m papermill …`. */
  async python(...args: readonly string[]): Promise<string> {
    const options = { env: this.env, cwd: this.folder, maxBuffer: 1 << 27 }
    const { stdout } = await promisify(execFile)(this.interpreter, args, options)
    return stdout
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
