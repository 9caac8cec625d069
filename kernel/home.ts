/**
 * The user's folder. A container may run with a uid that has no entry and no HOME: Node then throws, and the folder for
 * temporary files has to do.
 */

import { homedir, tmpdir } from 'node:os'

export function homeFolder(): string {
  try {
    return homedir()
  } catch {
    return tmpdir()
  }
}
