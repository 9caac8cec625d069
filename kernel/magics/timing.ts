/** %time and %%time, printed as IPython does, also when the code throws. CPU time is the cell host's. */

import type { RunOutcome } from '../link'
import { usageError } from './arguments'
import type { MagicRun } from './magic'
import { formatTime } from './time-format'

export const time: MagicRun = async ({ magic, body }, { run, print }) => {
  if (body.trim() === '') throw usageError(magic, 'There is nothing to time.')
  const outcome = await run(body)
  print('stdout', timesText(outcome))
  return outcome
}

export function timesText({ cpu, wall }: Pick<RunOutcome, 'cpu' | 'wall'>): string {
  const user = cpu.user / 1e6
  const system = cpu.system / 1e6
  return [
    `CPU times: user ${formatTime(user)}, sys: ${formatTime(system)}, total: ${formatTime(user + system)}\n`,
    `Wall time: ${formatTime(wall / 1e3)}\n`,
  ].join('')
}
