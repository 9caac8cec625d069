/** Files for magics, by paths from this process's working folder. */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { HostMagics } from '../../link'
import { withHome } from './folder'
import { fileError } from './usage-error'

export function readFile({ path }: HostMagics['readFile']['params']): HostMagics['readFile']['result'] {
  const whole = resolve(withHome(path))
  try {
    return { path: whole, text: readFileSync(whole, 'utf8').replaceAll('\r\n', '\n') }
  } catch (error) {
    throw fileError(error, path)
  }
}

export function writeFile(params: HostMagics['writeFile']['params']): HostMagics['writeFile']['result'] {
  const { path, text, append } = params
  const whole = resolve(withHome(path))
  const existed = existsSync(whole)
  try {
    if (append) appendFileSync(whole, text)
    else writeFileSync(whole, text)
  } catch (error) {
    throw fileError(error, path)
  }
  return { existed }
}
