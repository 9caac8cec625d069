/**
 * JavaScript to its parse tree, by acorn (5 ms to load, 0.03 ms a cell).
 * A cell is parsed as a module, for its strictness, its top-level await and its rules about names declared twice; what
 * an `export { name }` lists may come from another cell, and several default exports mean as little as one.
 */

import { type AnyNode, type Options, Parser, type Program, type Token } from 'acorn'

const options: Options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: false }

/** The hooks of acorn's that plugins use; its types leave them out. */
interface ParserHooks {
  raiseRecoverable(position: number, message: string): void
}

class ModuleParser extends Parser {
  raiseRecoverable(position: number, message: string): void {
    if (/^Export '.*' is not defined$/.test(message)) return
    const hooks: unknown = Parser.prototype
    ;(hooks as ParserHooks).raiseRecoverable.call(this, position, message)
  }
}

class CellParser extends ModuleParser {
  override raiseRecoverable(position: number, message: string): void {
    if (message !== "Duplicate export 'default'") super.raiseRecoverable(position, message)
  }
}

/** Lets pass what is wrong with names, to come to the end. */
class LenientParser extends Parser {
  raiseRecoverable(): void {}
}

/** @throws acorn's SyntaxError, with `pos` and `loc`. */
export function parseJavaScript(code: string, of: 'cell' | 'module' = 'cell'): Program {
  return (of === 'cell' ? CellParser : ModuleParser).parse(code, options)
}

/** The tokens of a program, the parser knowing which `/` and which `}` is which. */
export function tokenize(code: string): Token[] {
  const tokens: Token[] = []
  LenientParser.parse(code, { ...options, onToken: tokens })
  return tokens
}

/** The nodes directly below a node, in the order of the source. */
export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
