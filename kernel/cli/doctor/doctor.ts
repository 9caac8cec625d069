/**
 * `tasklab doctor`: the checks in their order, and what came of them. They run side by side, since most of them wait for
 * a process; each is told as soon as those before it are. Exit code 1 says that the kernel does not work.
 */

import { styleText } from 'node:util'
import { reasonOf } from '../../error'
import { wantsColours } from '../terminal'
import { type Finding, type FindingState, fault, findingText } from './finding'
import { checkJupyterLab, checkKernelSpecs, checkPython } from './jupyter-checks'
import { checkKernel } from './kernel-check'
import { checkLanguageServer, checkModules, checkNode, checkPackage } from './package-checks'
import { checkBrowser, checkStore } from './surroundings'

export interface DoctorArguments {
  readonly values: { readonly json?: true }
}

type Check = () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>

const checks: Readonly<Record<string, Check>> = {
  node: checkNode,
  package: checkPackage,
  modules: () => checkModules(),
  types: () => checkLanguageServer(),
  kernel: checkKernel,
  kernelspec: checkKernelSpecs,
  python: checkPython,
  jupyterlab: checkJupyterLab,
  store: checkStore,
  browser: checkBrowser,
}

export async function doctor({ values: { json } }: DoctorArguments): Promise<number> {
  const running = Object.entries(checks).map(([name, check]) => outcomeOf(name, check))
  const findings: Finding[] = []
  for (const check of running) {
    const found = [await check].flat()
    findings.push(...found)
    if (!json) for (const finding of found) process.stdout.write(coloured(finding))
  }
  const works = !findings.some(({ state, vital }) => state === 'fault' && vital)
  if (json) process.stdout.write(`${JSON.stringify({ works, findings }, null, 2)}\n`)
  else process.stdout.write(works ? '\nThe kernel works.\n' : '\nThe kernel does not work: see ✘ above.\n')
  return works ? 0 : 1
}

/** On a machine that is out of order the others still have something to say. */
export async function outcomeOf(name: string, check: Check): Promise<Finding | readonly Finding[]> {
  try {
    return await check()
  } catch (error) {
    return fault(
      name,
      `The check of ${name} failed: ${reasonOf(error)}`,
      'Mend that; if it is in order, report it, please.',
    )
  }
}

const colours: { readonly [S in FindingState]: 'green' | 'red' | 'gray' } = {
  ok: 'green',
  fault: 'red',
  absent: 'gray',
}

function coloured(finding: Finding): string {
  const text = findingText(finding)
  if (!wantsColours(process.stdout, process.env)) return text
  const [mark = '', ...rest] = text
  return `${styleText(colours[finding.state], mark, { validateStream: false })}${rest.join('')}`
}
