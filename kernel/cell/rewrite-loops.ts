/**
 * Loops of the top level, at the speed of a function's.
 * A cell's names are properties of the global object: each access in a loop is one to memory, and each number beyond
 * 31 bits one on the heap (20 times slower). So a loop works on copies, which are put back at its end, however it ends.
 * Nobody else may look meanwhile: no loop that awaits works on copies, and of a loop that calls functions only the names
 * that no function of this or an earlier cell uses.
 * An interrupt ends a loop without its `finally`: who interrupts stops it first and has it `keep` the values, in words
 * that the helper knows from `enter`. (Putting them back now and then costs a loop that calls functions 3/4 of its speed.)
 */

import type { AnyNode } from 'acorn'
import { helperName } from './names'
import { childrenOf } from './parse'
import type { Rewriting } from './rewriting'
import { anyName, capturedNames, type Loop } from './scope'

export function rewriteLoops(on: Rewriting): void {
  if (on.scope.loops.length === 0) return
  const captured = new Set([...capturedNames(on.scope), ...on.session.captured])
  for (const loop of on.scope.loops) rewriteLoop(loop, captured, on)
}

function rewriteLoop(loop: Loop, captured: ReadonlySet<string>, on: Rewriting): void {
  const { start, node } = loop
  const { end } = node
  if (on.scope.awaits.some(node => node.start >= start && node.start < end)) return
  const { names, written } = copiedNames(loop, runsAlone(node) ? undefined : captured, on)
  if (names.size === 0) return
  const copies = [...names].map(name => `${name}=${helperName}.take("${name}")`).join()
  if (written.size === 0) {
    on.edits.insert(start, `{let ${copies};`)
    on.edits.insert(end, '}')
    return
  }
  const list = [...written].join()
  on.edits.insert(start, `{let ${copies};${helperName}.enter("${list}");try{`)
  on.edits.insert(end, `}finally{${helperName}.leave({${list}})}}`)
}

/** @param captured names that functions use, where the loop can run any. */
function copiedNames(
  { start, node, innerNames }: Loop,
  captured: ReadonlySet<string> | undefined,
  { scope, session, kinds, nameOf }: Rewriting,
): { readonly names: ReadonlySet<string>; readonly written: ReadonlySet<string> } {
  const names = new Set<string>()
  const written = new Set<string>()
  if (captured?.has(anyName)) return { names, written }
  const later = declaredAfter(node, scope, kinds)
  for (const { name, role, ...site } of scope.sites) {
    if (site.start < start || site.end > node.end || innerNames.has(name) || captured?.has(name) || later.has(name))
      continue
    const kind = kinds.get(name) ?? session.declared.get(name)
    if (kind === undefined || kind === 'import') continue // a module may change what it exports
    names.add(nameOf(name))
    if (role !== 'read') written.add(nameOf(name))
  }
  return { names, written }
}

/** Names without a value yet: copying one would fail, where the loop may never come to it, or catch the error. */
function declaredAfter(
  { end }: AnyNode,
  { declarations }: Rewriting['scope'],
  kinds: Rewriting['kinds'],
): ReadonlySet<string> {
  const isHoisted = (name: string): boolean => kinds.get(name) === 'function' || kinds.get(name) === 'var'
  return new Set(declarations.flatMap(({ name, start }) => (start >= end && !isHoisted(name) ? [name] : [])))
}

/** A loop that counts and computes, and calls nothing but the likes of `Math.sqrt`, not even a getter. */
function runsAlone(node: AnyNode): boolean {
  if (node.type !== 'ForStatement' && node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement') return false
  return everyNode(node, child => {
    if (child.type === 'CallExpression') return isMath(child.callee)
    return child.type === 'MemberExpression' ? isMath(child) : plainTypes.has(child.type)
  })
}

function isMath(node: AnyNode): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'Math'
}

const plainTypes: ReadonlySet<string> = new Set([
  'ForStatement',
  'WhileStatement',
  'DoWhileStatement',
  'BlockStatement',
  'EmptyStatement',
  'ExpressionStatement',
  'IfStatement',
  'VariableDeclaration',
  'VariableDeclarator',
  'Identifier',
  'Literal',
  'AssignmentExpression',
  'UpdateExpression',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'UnaryExpression',
  'SequenceExpression',
] satisfies AnyNode['type'][])

function everyNode(node: AnyNode, test: (node: AnyNode) => boolean): boolean {
  return test(node) && childrenOf(node).every(child => everyNode(child, test))
}
