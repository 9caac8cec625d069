/**
 * The names of a function's parameters, read from its source: they are the keys of the edges into its task.
 * A destructured or otherwise nameless parameter is `arg0`, `arg1`, … by its place; `...rest` gives `rest0`, `rest1`, ….
 * What has no source (a bound or a built-in function) takes any number of arguments, called by their place.
 */
import type { Token } from 'js-tokens'

/** An ES module whose `require` gives the function itself; an import would need interop that differs by compiler. */
const jsTokens = require('js-tokens') as (source: string) => Iterable<Token>

/** A function's parameters, in order. */
export interface FunctionParameters {
  readonly names: readonly string[]
  /** the name of `...rest`, which stands after all names */
  readonly rest?: string
}

/** What a parameter without a name is called, with its place. */
const nameless = 'arg'

type AnyFunction = (...args: never[]) => unknown

const known = new WeakMap<AnyFunction, FunctionParameters>()

/** The parameters of a function; read once. */
export function parametersOf(fn: AnyFunction): FunctionParameters {
  const before = known.get(fn)
  if (before) return before
  const source = Function.prototype.toString.call(fn)
  const parameters = /\{\s*\[native code\]\s*\}\s*$/.test(source) ? { names: [], rest: nameless } : parse(source)
  known.set(fn, parameters)
  return parameters
}

/** The key of the argument at a place; undefined for one too many. */
export function keyAt(parameters: FunctionParameters, index: number): string | undefined {
  const { names, rest } = parameters
  if (index < names.length) return names[index]
  if (rest === undefined) return undefined
  return rest === nameless ? `${rest}${index}` : `${rest}${index - names.length}`
}

/** The place of a key's argument; undefined for a key that the function does not have. */
export function indexOf(parameters: FunctionParameters, key: string): number | undefined {
  const index = parameters.names.indexOf(key)
  if (index >= 0) return index
  const { names, rest } = parameters
  if (rest === undefined || !key.startsWith(rest)) return undefined
  const number = key.slice(rest.length)
  if (!/^(0|[1-9]\d*)$/.test(number)) return undefined
  const place = rest === nameless ? Number(number) : names.length + Number(number)
  return place >= names.length ? place : undefined
}

const skipped: ReadonlySet<string> = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'MultiLineComment',
  'SingleLineComment',
])

function parse(source: string): FunctionParameters {
  const tokens: Token[] = []
  for (const token of jsTokens(source)) if (!skipped.has(token.type)) tokens.push(token)
  const start = tokens.findIndex(token => token.value === '(')
  const arrow = tokens.findIndex(token => token.value === '=>')
  // `url => …` and `async url => …` have one name and no parentheses before the arrow.
  if (arrow > 0 && (start < 0 || start > arrow)) return { names: [tokens[arrow - 1]?.value ?? `${nameless}0`] }
  return fromList(split(tokens, skipComputedName(tokens, start)))
}

/** A method may have a computed name with parentheses in it: `async [key()](url) {}`. */
function skipComputedName(tokens: readonly Token[], start: number): number {
  const bracket = tokens.findIndex(token => token.value === '[')
  if (bracket < 0 || bracket > start) return start
  let depth = 0
  for (let n = bracket; n < tokens.length; n++) {
    depth += nesting(tokens[n])
    if (depth === 0) return tokens.findIndex((token, at) => at > n && token.value === '(')
  }
  return start
}

function nesting(token: Token | undefined): number {
  if (token === undefined) return 0
  if (token.type === 'TemplateHead') return 1
  if (token.type === 'TemplateTail') return -1
  return '([{'.includes(token.value) ? 1 : ')]}'.includes(token.value) ? -1 : 0
}

/** The parameters between the parentheses, each as its tokens. */
function split(tokens: readonly Token[], start: number): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens.slice(start)) {
    const before = depth
    depth += nesting(token)
    if (depth === 0) break
    if (before === 0) continue
    if (depth === 1 && token.value === ',') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.filter(part => part.length > 0)
}

function fromList(parts: readonly (readonly Token[])[]): FunctionParameters {
  const names: string[] = []
  for (const [index, [first, second]] of parts.entries()) {
    if (first?.value === '...') return { names, rest: second?.type === 'IdentifierName' ? second.value : nameless }
    names.push(first?.type === 'IdentifierName' ? first.value : `${nameless}${index}`)
  }
  return { names }
}
