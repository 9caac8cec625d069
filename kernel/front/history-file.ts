/**
 * Where the history lies: `$TASKLAB_HISTORY` (`:memory:` keeps none), else in the user's data folder.
 * Pure, so that each system's rule can be tried on any other.
 */

import { posix, win32 } from 'node:path'

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

export function historyFile({ platform, env, home }: Machine): string {
  if (env.TASKLAB_HISTORY) return env.TASKLAB_HISTORY
  const { join } = platform === 'win32' ? win32 : posix
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'tasklab', 'history.sqlite')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'tasklab', 'history.sqlite')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'tasklab', 'history.sqlite')
}
