/**
 * `tasklab tutorial`, which is `npm start`: the retry tutorial in the terminal, by the runner of any notebook,
 * and at its end how to open the same notebook where it can be worked with.
 */

import { join, relative } from 'node:path'
import { packageRoot } from '../package-root'
import { run } from './run'

export function tutorialFile(): string {
  return join(packageRoot(), 'notebooks', 'task-retries.ipynb')
}

export async function tutorial(): Promise<number> {
  const code = await run({ values: {}, operands: [tutorialFile()] })
  if (code === 0) process.stdout.write(invitation(relative(process.cwd(), tutorialFile())))
  return code
}

function invitation(file: string): string {
  return [
    '',
    `Open the same notebook, ${file}, and change it:`,
    '  in JupyterLab   npm run lab',
    '  in VS Code      npx tasklab install, open the file, choose the kernel "TypeScript (tasklab)"',
    '',
  ].join('\n')
}
