/**
 * What the file system refuses, said as a person would: the path and the reason, without `EACCES:` and stack trace.
 * Anything else that was thrown is passed on as it is.
 */

import { KernelError } from '../error'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file is in the way where a folder is wanted',
  EEXIST: 'a file is in the way where a folder is wanted',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links go in a circle',
}

/** @param doing what was tried, e.g. `cannot be read`. */
export function fileFault(path: string, doing: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  if (reason === undefined) return error
  return new KernelError('file', `${path} ${doing}: ${reason}.`, undefined, { cause: error })
}
