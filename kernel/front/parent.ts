/**
 * A kernel whose starter was killed has nobody left to answer: it ends. Whoever starts kernels says so by
 * JPY_PARENT_PID (jupyter_client, our own runner); a process that loses its parent gets another one.
 */

const pollMs = 1000

export function whenOrphaned(end: () => void): void {
  const named = process.env.JPY_PARENT_PID
  if (named === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    const adopted = process.ppid === 1 && named !== '1' // it may have been so from the start
    if (process.ppid === parent && !adopted) return
    clearInterval(timer)
    end()
  }, pollMs)
  timer.unref()
}
