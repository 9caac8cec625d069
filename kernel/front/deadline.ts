/** Whether something happens within a time; the timer never keeps the process alive, nor outlives the answer. */
export async function deadline(happening: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  const inTime = await Promise.race([happening.then(() => true), late])
  clearTimeout(timer)
  return inTime
}
