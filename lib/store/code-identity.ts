/**
 * What the store takes for a task's code: its own text, its version, and the declarations that it uses.
 *
 * Texts are compared by their tokens, so comments and layout do not count; semicolons and quotes do. The declarations
 * come from `Host.identify` (a notebook knows which names of other cells a function uses); without one it is the
 * function's own text alone. Each declaration keeps a digest of its own, so that a plan can say which one changed.
 * What counts is always source, never a live value.
 */
import type { Token } from 'js-tokens'
import { digest } from './digest'

/** An ES module that gives `require` its function itself; an import would need interop that ts-node and tsc do differently. */
const jsTokens = require('js-tokens') as (source: string) => Iterable<Token>

/** A task's code in digests: two that are equal in `digest` are the same code. */
export interface CodeIdentity {
  readonly digest: string
  /** The digest of the function's own text. */
  readonly own: string
  readonly version?: string
  /** The digest of each declaration that the function uses, by name. */
  readonly declarations: Readonly<Record<string, string>>
}

type AnyFunction = (...args: never[]) => unknown
/** `Host.identify`: each declaration that a function uses, transitively, name to source. */
export type Identify = (fn: AnyFunction) => Readonly<Record<string, string>>

/** The identity of a function as it stands now. An `identify` that throws or knows nothing leaves its own text. */
export function codeIdentity(fn: AnyFunction, version?: string, identify?: Identify): CodeIdentity {
  const own = tokenDigest(functionText(fn))
  const sources = identify === undefined ? {} : declarationsOf(fn, identify)
  const declarations: Record<string, string> = {}
  for (const name of Object.keys(sources).sort()) declarations[name] = tokenDigest(sources[name] ?? '')
  const whole = digest(JSON.stringify([own, version ?? null, declarations]))
  return { digest: whole, own, declarations, ...(version === undefined ? {} : { version }) }
}

/** What differs between two identities, as the words of a plan: `its code`, `its version`, `factor`. */
export function changesBetween(before: CodeIdentity, now: CodeIdentity): string[] {
  if (before.digest === now.digest) return []
  const changes: string[] = []
  if (before.own !== now.own) changes.push('its code changed')
  if (before.version !== now.version) changes.push(versionChange(before.version, now.version))
  const names = new Set([...Object.keys(before.declarations), ...Object.keys(now.declarations)])
  for (const name of [...names].sort()) {
    const [then, today] = [before.declarations[name], now.declarations[name]]
    if (then === today) continue
    changes.push(
      then === undefined
        ? `it now uses ${name}`
        : today === undefined
          ? `it no longer uses ${name}`
          : `${name} changed`,
    )
  }
  return changes
}

/** The tokens of a source text, one space between them: equal for texts that differ in comments and layout alone. */
export function normalizedCode(source: string): string {
  const kept: string[] = []
  let newline = false
  for (const token of jsTokens(source)) {
    if (
      token.type === 'LineTerminatorSequence' ||
      (token.type === 'MultiLineComment' && /[\n\r\u2028\u2029]/.test(token.value))
    ) {
      newline = true
    } else if (!blank.has(token.type)) {
      if (newline && endsStatement(kept.at(-1), token.value)) kept.push('\n')
      kept.push(token.value)
      newline = false
    }
  }
  return kept.join(' ')
}

const blank: ReadonlySet<string> = new Set(['WhiteSpace', 'MultiLineComment', 'SingleLineComment', 'HashbangComment'])
const endedByNewline: ReadonlySet<string> = new Set(['return', 'break', 'continue', 'yield', 'throw', 'async'])

/** The places where JavaScript itself gives a line break a meaning (ECMAScript 12.10, restricted productions). */
function endsStatement(before: string | undefined, after: string): boolean {
  return (before !== undefined && endedByNewline.has(before)) || after === '++' || after === '--'
}

const digests = new Map<string, string>()
const REMEMBERED = 10_000

/** A function's own text, by tokens: for functions that are given to a task as a value. */
export function functionDigest(fn: AnyFunction): string {
  return tokenDigest(functionText(fn))
}

/** Sources repeat from run to run: a flow of 100,000 tasks has one function. */
function tokenDigest(source: string): string {
  const known = digests.get(source)
  if (known !== undefined) return known
  const made = digest(normalizedCode(source))
  if (digests.size >= REMEMBERED) digests.clear()
  digests.set(source, made)
  return made
}

function functionText(fn: AnyFunction): string {
  return Function.prototype.toString.call(fn)
}

function declarationsOf(fn: AnyFunction, identify: Identify): Readonly<Record<string, string>> {
  try {
    return identify(fn) ?? {}
  } catch {
    return {}
  }
}

function versionChange(before: string | undefined, now: string | undefined): string {
  if (before === undefined) return `its version is now "${now}"`
  return now === undefined ? `its version "${before}" is gone` : `its version changed from "${before}" to "${now}"`
}
