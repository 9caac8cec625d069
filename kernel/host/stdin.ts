/**
 * `process.stdin` of cells is at its end from the start: a front end asks the person by a message of the protocol. Who
 * reads it all the same (`readline`, a package with questions) would wait for ever, so it is said once what to do.
 */

const advice = "Nobody can type into process.stdin here. To ask the person: await input('…')\n"

export function explainStdin(): void {
  const { get, ...rest } = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {}
  if (get === undefined) return
  let isWatched = false
  const stdin = (): NodeJS.ReadStream => {
    const stream: NodeJS.ReadStream = get.call(process)
    if (!isWatched) stream.once('end', () => process.stderr.write(advice)) // only who reads comes to the end
    isWatched = true
    return stream
  }
  Object.defineProperty(process, 'stdin', { ...rest, get: stdin })
}
