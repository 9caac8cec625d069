/**
 * Loops of the top level, at the speed of a function's.
 * A cell's names are properties of the global object: each access in a loop is one to memory, and each number beyond
 * 31 bits one on the heap (20 times slower). So a loop works on copies, which are put back at its end, however it ends.
 * Nobody else may look meanwhile: no loop that awaits works on copies, and of a loop that calls functions only the names
 * that no function of this or an earlier cell uses.
 * An interrupt ends a loop without its `finally`, so a loop that may be long puts its values back now and then; one that
 * only counts and computes does not, as that would cost it half its speed.
 */

import type { AnyNode } from 'acorn'
import { helperName, hidden } from './names'
import { childrenOf } from './parse'
import type { Rewriting } from './rewrite'
import { anyName, capturedNames, type Loop } from './scope'

export function rewriteLoops(on: Rewriting): void {
  if (on.scope.loops.length === 0) return
  const captured = new Set([...capturedNames(on.scope), ...on.session.captured])
  for (const loop of on.scope.loops) rewriteLoop(loop, captured, on)
}

function rewriteLoop(loop: Loop, captured: ReadonlySet<string>, on: Rewriting): void {
  const { start, node } = loop
  const { end } = node
  if (on.scope.awaits.some(at => at >= start && at < end)) return
  const { names, written } = copiedNames(loop, runsAlone(node) ? undefined : captured, on)
  if (names.size === 0) return
  const copies = [...names].map(name => `${name}=${helperName}.take("${name}")`).join()
  if (written.size === 0) {
    on.edits.insert(start, `{let ${copies};`)
    on.edits.insert(end, '}')
    return
  }
  const back = `${helperName}.put({${[...written].join()}})`
  const count = isQuick(node) ? undefined : hidden('count')
  on.edits.insert(start, `{let ${copies}${count === undefined ? '' : `,${count}=99`};try{`)
  if (count !== undefined) interleave(node, `if((${count}=${count}-1|0)<0)${count}=${back}|0;`, on)
  on.edits.insert(end, `}finally{${back}}}`)
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
  for (const { name, role, ...site } of scope.sites) {
    if (site.start < start || site.end > node.end || innerNames.has(name) || captured?.has(name)) continue
    const kind = kinds.get(name) ?? session.declared.get(name)
    if (kind === undefined || kind === 'import') continue // a module may change what it exports
    names.add(nameOf(name))
    if (role !== 'read') written.add(nameOf(name))
  }
  return { names, written }
}

/** Puts a statement at the start of the body of every loop in here. */
function interleave(node: AnyNode, text: string, on: Rewriting): void {
  if ('body' in node && isLoop(node)) {
    const { body } = node
    if (body.type === 'BlockStatement') on.edits.insert(body.start + 1, text)
    else {
      on.edits.insert(body.start, `{${text}`)
      on.edits.insert(body.end, '}')
    }
  }
  for (const child of childrenOf(node)) if (!isFunction(child)) interleave(child, text, on)
}

/** A loop with an end in sight, that calls nothing but the likes of `Math.sqrt`. */
function isQuick(node: AnyNode): boolean {
  if (node.type !== 'ForStatement' && node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement') return false
  if (node.test?.type !== 'BinaryExpression' || !/^[<>]=?$/.test(node.test.operator)) return false
  return everyNode(
    node,
    child => quickTypes.has(child.type) && (child.type !== 'CallExpression' || isMath(child.callee)),
  )
}

/** A quick loop that cannot even meet a getter. */
function runsAlone(node: AnyNode): boolean {
  return isQuick(node) && everyNode(node, child => child.type !== 'MemberExpression' || isMath(child))
}

function isMath(node: AnyNode): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'Math'
}

const quickTypes: ReadonlySet<string> = new Set([
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
  'MemberExpression',
  'CallExpression',
] satisfies AnyNode['type'][])

type LoopNode = Extract<AnyNode, { readonly type: `${'For' | 'ForIn' | 'ForOf' | 'While' | 'DoWhile'}Statement` }>

function isLoop(node: AnyNode): node is LoopNode {
  return /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type)
}

function isFunction(node: AnyNode): boolean {
  return /Function|^Class/.test(node.type)
}

function everyNode(node: AnyNode, test: (node: AnyNode) => boolean): boolean {
  return test(node) && childrenOf(node).every(child => everyNode(child, test))
}
