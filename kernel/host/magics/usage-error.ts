/** What the person has to mend: the front adds the magic's name and usage to the message. Named so to be found by it. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What the file system said, in a sentence. */
export function fileError(error: unknown, path: string): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return new UsageError(`${path}: ${reasons[code] ?? code}.`)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be opened',
  EPERM: 'it may not be changed',
  EROFS: 'it cannot be written to',
}
