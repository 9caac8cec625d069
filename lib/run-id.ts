/**
 * Ids of runs: UUIDs of version 7, which sort by the time at which they were made; of two that were made within one
 * millisecond by one process the later sorts later too. So "the newest of these runs" needs no look at a store.
 */
import { shared } from './symbols'

const last = shared('tasklab.lastRunId', () => ({ time: 0, count: 0 }))

/** A new id, greater than all before it in this process. */
export function newRunId(): string {
  const now = Date.now()
  if (now > last.time) Object.assign(last, { time: now, count: Math.floor(Math.random() * 256) })
  else if (++last.count > 0xfff) Object.assign(last, { time: last.time + 1, count: 0 })
  const time = last.time.toString(16).padStart(12, '0')
  const random = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const variant = (8 + (Number.parseInt(random.slice(0, 1), 16) & 3)).toString(16)
  const count = last.count.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${random.slice(1, 4)}-${random.slice(4)}`
}
