/**
 * A function's text as it was written. What runs has blanks in the place of its types, of the same length: so the text
 * that the running function has of itself can be found again in the cell. Pure.
 */

/** @param running what the function says of itself. @returns undefined where none of the sources holds it. */
export function writtenSource(running: string, sources: Iterable<string>): string | undefined {
  const [start = ''] = /^\S+/.exec(running) ?? []
  if (start === '') return undefined
  for (const source of sources) {
    for (let at = source.indexOf(start); at >= 0; at = source.indexOf(start, at + 1)) {
      if (isBlankedFrom(running, source, at)) return source.slice(at, at + running.length)
    }
  }
  return undefined
}

function isBlankedFrom(running: string, source: string, from: number): boolean {
  if (from + running.length > source.length) return false
  for (let i = 0; i < running.length; i++) {
    if (running[i] !== source[from + i] && running[i] !== ' ') return false
  }
  return true
}
