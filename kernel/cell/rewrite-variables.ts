/**
 * Variable declarations to assignments of the same width.
 * `let a, b = 1` → `;   a=void 0, b = 1`; an object pattern gets parentheses: `const { a } = o` → `;    ({ a } = o)`.
 * The `;` keeps the line before, which may lack its own, from running on. A `var` of a block or a loop head stands where
 * a `;` may not, and is announced to `begin`, so that what has no value yet is just mentioned.
 */

import type * as acorn from 'acorn'
import type { AnyNode } from 'acorn'
import { helperName } from './names'
import type { Rewriting } from './rewriting'
import type { InnerVar } from './scope'

export function rewriteVariables(node: acorn.VariableDeclaration, on: Rewriting): void {
  const { edits, kinds, internal, nameOf } = on
  const [first] = node.declarations
  if (first === undefined) return
  // the compiler declares a namespace after it has made it
  if (first.id.type === 'Identifier' && kinds.get(first.id.name) === 'namespace' && !first.init) {
    edits.blank(node.start, node.end)
    return
  }
  const isObject = first.id.type === 'ObjectPattern'
  replaceKeyword(node, first, isObject ? ';(' : ';', on)
  if (isObject) edits.insert(first.end, ')')
  for (const declarator of node.declarations) {
    const { id, init } = declarator
    const kind = id.type === 'Identifier' ? kinds.get(id.name) : undefined
    const decorated = id.type === 'Identifier' && `_${id.name}`
    if (decorated && internal.has(decorated)) {
      // a decorated class: the compiler keeps what its decorators made of it under a name of its own
      edits.insert(declarator.end, `,${nameOf(id.name)}=${nameOf(decorated)}`)
    }
    if (!init) {
      if (node.kind !== 'var') edits.insert(declarator.end, '=void 0')
    } else if (kind === 'using' || kind === 'await using') {
      edits.insert(init.start, `${helperName}.${kind === 'using' ? 'use' : 'useAsync'}(`)
      edits.insert(declarator.end, ')')
    }
  }
  endStatement(node, on)
}

/** `let a` may end with its line where the assignment that it became would run on into the next. */
function endStatement({ end }: AnyNode, { edits, code }: Rewriting): void {
  if (code[end - 1] !== ';') edits.insert(end, ';')
}

/** A `var` in a block or loop head: `for (var i = 0;` → `for (    i = 0;`. */
export function rewriteInnerVar({ node, place }: InnerVar, on: Rewriting): void {
  const [first] = node.declarations
  if (first === undefined) return
  if (place === 'head') {
    replaceKeyword(node, first, '', on)
    return
  }
  const isPattern = first.id.type !== 'Identifier'
  replaceKeyword(node, first, isPattern ? '!(' : '', on)
  if (isPattern) on.edits.insert(first.end, ')')
  endStatement(node, on)
}

/** The keyword, and the white space after it, give room for what stands before the first name. */
function replaceKeyword(
  node: acorn.VariableDeclaration,
  first: acorn.VariableDeclarator,
  text: string,
  { edits, code }: Rewriting,
): void {
  const room = code.slice(node.start, first.start)
  if (/[\r\n/]/.test(room)) {
    edits.replace(node.start, node.start + node.kind.length, text.padEnd(node.kind.length))
    return
  }
  const [lead = '', paren = ''] = text.length > 1 ? [text[0], text[1]] : [text, '']
  edits.replace(node.start, first.start, lead + ' '.repeat(Math.max(0, room.length - text.length)) + paren)
}
