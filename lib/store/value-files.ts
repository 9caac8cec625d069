/**
 * Large values as files beside the store's own, each called by the digest of what it holds: the same value is there
 * once, however many runs hold it. A body in the store then names the file. A file is whole when it has its name
 * (it is written under another and renamed), and what is read is checked against the name, never trusted.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { FlowError } from '../error'
import { fullDigest } from './digest'

/** Values whose text is longer go into files. */
export const LARGE = 100_000

const REFERENCE = /^file:([0-9a-f]{64}):(\d+)$/

export class ValueFiles {
  readonly #folder: string
  /** Written, but not yet forced to the disk. */
  readonly #unsynced = new Set<string>()

  constructor(storePath: string) {
    this.#folder = `${storePath}-values`
  }

  /** Writes a value's text unless it is there already. Gives the body that names it, and its digest. */
  write(text: string): { readonly body: string; readonly hash: string } {
    const hash = fullDigest(text)
    const bytes = Buffer.from(text)
    const path = this.#path(hash)
    if (statSync(path, { throwIfNoEntry: false })?.size !== bytes.length) this.#create(path, bytes)
    return { body: `file:${hash}:${bytes.length}`, hash }
  }

  /** The text that a body stands for: its own, or that of the file that it names. Throws `VALUE_UNREADABLE`. */
  read(body: string): string {
    if (!body.startsWith('file:')) return body
    const [, hash, size] = REFERENCE.exec(body) ?? []
    if (hash === undefined) throw unreadable('its file has no proper name')
    const path = this.#path(hash)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) throw unreadable(`its file ${path} is missing`)
    if (found.size !== Number(size)) throw unreadable(`its file ${path} has another size`)
    const text = readFileSync(path, 'utf8')
    if (fullDigest(text) !== hash) throw unreadable(`its file ${path} is damaged`)
    return text
  }

  /** Forces what was written since the last time to the disk. */
  sync(): void {
    for (const path of this.#unsynced) {
      const file = openSync(path, 'r')
      try {
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    }
    this.#unsynced.clear()
  }

  /** The names of all files there are, of those too that were never finished. */
  names(): string[] {
    if (!existsSync(this.#folder)) return []
    const found = readdirSync(this.#folder, { recursive: true, withFileTypes: true })
    return found.filter(entry => entry.isFile()).map(entry => entry.name)
  }

  remove(name: string): void {
    rmSync(this.#path(name), { force: true })
  }

  #create(path: string, bytes: Buffer): void {
    mkdirSync(dirname(path), { recursive: true })
    const draft = `${path}.${process.pid}`
    const file = openSync(draft, 'w')
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
    this.#unsynced.add(path)
  }

  #path(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), hash)
  }
}

/** The digest in a body that names a file. */
export function fileOf(body: string | null): string | undefined {
  return body === null ? undefined : REFERENCE.exec(body)?.[1]
}

function unreadable(why: string): FlowError {
  return new FlowError('VALUE_UNREADABLE', `A stored value cannot be read: ${why}.`)
}
