/**
 * A cell's TypeScript to JavaScript, by the cheapest way that keeps its positions. Medians on the reference machine:
 * 1. What looks like plain JavaScript is only parsed, which the rewrite needs anyway: nothing is loaded, nothing moves.
 * 2. Types are blanked by Node's own `stripTypeScriptTypes` (swc in a wasm build): 0.05 ms warm, 45 ms once to load;
 *    every character keeps its line and column.
 * 3. What is more than types (enums, namespaces, parameter properties, decorators, `<T>x`, `import x = `, JSX) is
 *    compiled by @swc/core, 0.06 ms warm, 10 to 100 ms once, and its output laid back on the cell's own lines (`layout`).
 * Compiling everything by 3 would be no faster, and would move the columns of every typed cell.
 */

import { stripTypeScriptTypes } from 'node:module'
import type { Program } from 'acorn'
import { layOut } from './layout'
import { parseJavaScript } from './parse'
import type { PositionStage } from './positions'
import { stageOf } from './source-map'
import { compileBySwc, hideUsing } from './swc'
import { type CellSyntaxError, fromAcorn, fromSwc } from './syntax-error'

export interface Transpiled {
  readonly code: string
  readonly program: Program
  /** What moved; nothing where positions are the source's. */
  readonly stage?: PositionStage
  /** Whether a compiler wrote it: it may hold names of its own. */
  readonly compiled: boolean
  /** Names of `using` declarations that were compiled as `const`. */
  readonly using: ReadonlyMap<string, 'using' | 'await using'>
}

/** After a byte order mark, as editors on Windows write it, too. */
const shellLine = /^(\uFEFF?)#!/

const noUsing: ReadonlyMap<string, 'using' | 'await using'> = new Map()

export interface SourceKind {
  /** What it is called, for the message of a syntax error; none for a cell. */
  readonly file?: string
  /** It may hold JSX. Default: by the file's ending. */
  readonly isJsx?: boolean
}

/** @throws CellSyntaxError */
export function transpile(text: string, { file, isJsx = isJsxFile(file) }: SourceKind = {}): Transpiled {
  // a script's first line for the shell is a comment to everybody else
  const source = text.replace(shellLine, '$1//')
  if (isJsx) return compiled(source, file, 'tsx')
  const plain = mayBeTyped(source) || isTyped(source) ? undefined : tryParse(source, file)
  if (plain !== undefined) return { code: source, program: plain, compiled: false, using: noUsing }
  const stripped = tryStrip(source)
  const program = stripped === undefined ? undefined : tryParse(stripped, file)
  if (stripped !== undefined && program !== undefined)
    return { code: stripped, program, compiled: false, using: noUsing }
  return compiled(source, file, 'ts')
}

/** Whether the file's ending allows JSX. */
export function isJsxFile(file: string | undefined): boolean {
  return file !== undefined && /\.[jt]sx$/.test(file)
}

/** Whether this is JavaScript, or JavaScript with types. */
export function parses(source: string): boolean {
  if (tryParse(source) !== undefined) return true
  const stripped = tryStrip(source)
  return stripped !== undefined && tryParse(stripped) !== undefined
}

function compiled(source: string, file: string | undefined, syntax: 'ts' | 'tsx'): Transpiled {
  const { text, using } = file === undefined ? hideUsing(source) : { text: source, using: noUsing }
  const output = refusing(
    () => compileBySwc(text, syntax),
    error =>
      fromSwc(error, source, file)?.saying(
        syntax === 'ts' && file === undefined && isJsxAfterAll(text) ? noJsx : undefined,
      ),
  )
  // swc forgives what JavaScript does not: an octal escape, `super` outside of a method; a name declared twice
  const { code, stage } = refusing(
    () => layOut(output.code, output.map),
    error => fromAcorn(error, source, file, output.map === undefined ? undefined : [stageOf(output.map)]),
  )
  const program = refusing(
    () => parse(code, file),
    error => fromAcorn(error, source, file, stage && [stage]),
  )
  return { code, program, ...(stage && { stage }), compiled: true, using }
}

const noJsx = 'JSX is read in cells that begin with the comment /** @jsx React.createElement */'

/** Whether it would be right if it were TSX. */
function isJsxAfterAll(source: string): boolean {
  if (!/<(?:[A-Za-z]|>)/.test(source)) return false
  try {
    compileBySwc(source, 'tsx')
    return true
  } catch {
    return false
  }
}

function refusing<T>(work: () => T, said: (error: unknown) => CellSyntaxError | undefined): T {
  try {
    return work()
  } catch (error) {
    throw said(error) ?? error
  }
}

/** `f<T>(x)` is also JavaScript, with another meaning: two comparisons. */
function mayBeTyped(source: string): boolean {
  return source.includes('<') && /<[^;]{0,1000}?[^=]>\s*[(`]/.test(source)
}

/** Signs of types that spare a parse which would fail: `const x: T`, `(x: T`, `): T`, a type's declaration, `as T`. */
const typeSign =
  /\b(?:const|let|var)\s+[\w$]+\s*:|\(\s*[\w$]+\??:|\)\s*:\s*[\w{[(]|^\s*(?:export\s+)?(?:interface|type)\s+[\w$]+[\s<]*[\s{=<]|\bas\s+[A-Z]/m

function isTyped(source: string): boolean {
  return typeSign.test(source)
}

function parse(code: string, file: string | undefined): Program {
  return parseJavaScript(code, file === undefined ? 'cell' : 'module')
}

function tryParse(code: string, file?: string): Program | undefined {
  try {
    return parse(code, file)
  } catch {
    return undefined
  }
}

let strips = false

/** @returns undefined for what is more than JavaScript with types. */
function tryStrip(source: string): string | undefined {
  try {
    return strips ? stripTypeScriptTypes(source) : firstStrip(source)
  } catch {
    return undefined
  }
}

/** Node warns once that the function is experimental: to the kernel's users that says nothing. */
function firstStrip(source: string): string {
  const warn = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = warn
    strips = true
  }
}
