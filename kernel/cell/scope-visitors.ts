/**
 * What a kind of syntax means for names: a table from node type to its part of the scope walk.
 * A type that is not in the table is walked child by child. Declarations need not come before their uses: a scope
 * resolves its names when it is left.
 */

import type * as acorn from 'acorn'
import type { AnyNode } from 'acorn'
import type { DeclarationKind, InnerVar, ScopeWalk } from './scope'

type NodeOf<T extends AnyNode['type']> = Extract<AnyNode, { readonly type: T }>
type Visitors = { readonly [T in AnyNode['type']]?: (node: NodeOf<T>, walk: ScopeWalk) => void }
type Declare = (id: acorn.Identifier, shorthand: boolean) => void
type AnyFunction = acorn.Function | acorn.AnonymousFunctionDeclaration
type AnyClass = acorn.Class | acorn.AnonymousClassDeclaration

const table: Visitors = {
  Identifier: (node, walk) => walk.refer(node, 'read'),

  VariableDeclaration: (node, walk) => visitVariables(node, walk, 'statement'),

  FunctionDeclaration(node, walk) {
    if (node.id !== null) walk.declare(node.id, 'function', node)
    visitFunction(node, walk)
  },

  FunctionExpression(node, walk) {
    walk.inScope('block', () => {
      if (node.id) walk.bind(node.id.name)
      visitFunction(node, walk)
    })
  },

  ArrowFunctionExpression: (node, walk) => visitFunction(node, walk),

  ClassDeclaration(node, walk) {
    if (node.id !== null) walk.declare(node.id, 'class', node)
    visitClass(node, walk)
  },

  ClassExpression: (node, walk) => visitClass(node, walk),

  MethodDefinition(node, walk) {
    if (node.computed) walk.node(node.key)
    walk.node(node.value)
  },

  PropertyDefinition(node, walk) {
    if (node.computed) walk.node(node.key)
    if (node.value) walk.inScope('function', () => walk.node(node.value))
  },

  StaticBlock: (node, walk) => walk.inScope('function', () => walk.all(node.body)),

  BlockStatement: (node, walk) => walk.inScope('block', () => walk.all(node.body)),

  SwitchStatement(node, walk) {
    walk.node(node.discriminant)
    walk.inScope('block', () => walk.all(node.cases))
  },

  CatchClause(node, walk) {
    walk.inScope('block', () => {
      if (node.param) visitPattern(node.param, walk, id => walk.bind(id.name))
      walk.node(node.body)
    })
  },

  ForStatement(node, walk) {
    visitLoop(node, node.start, walk, () => {
      if (node.init?.type === 'VariableDeclaration') visitVariables(node.init, walk, 'head')
      else walk.node(node.init)
      walk.all([node.test, node.update, node.body])
    })
  },
  WhileStatement: (node, walk) => visitLoop(node, node.start, walk, () => walk.children(node)),
  DoWhileStatement: (node, walk) => visitLoop(node, node.start, walk, () => walk.children(node)),
  ForInStatement: (node, walk) => visitForEach(node, node.start, walk),
  ForOfStatement(node, walk) {
    if (node.await) walk.awaited(node)
    visitForEach(node, node.start, walk)
  },

  LabeledStatement(node, walk) {
    let body: AnyNode = node.body
    while (body.type === 'LabeledStatement') body = body.body
    if (loops.has(body.type)) walk.inLoop(body, node.start, () => walk.node(body))
    else walk.node(body)
  },

  BreakStatement: () => undefined,
  ContinueStatement: () => undefined,

  MemberExpression(node, walk) {
    walk.node(node.object)
    if (node.computed) walk.node(node.property)
  },

  Property(node, walk) {
    if (node.computed) walk.node(node.key)
    if (node.shorthand && node.value.type === 'Identifier') walk.refer(node.value, 'read', true)
    else walk.node(node.value)
  },

  AssignmentExpression(node, walk) {
    if (node.operator === '=') visitPattern(node.left, walk)
    else if (node.left.type === 'Identifier') walk.refer(node.left, 'update')
    else walk.node(node.left)
    walk.node(node.right)
  },

  UpdateExpression(node, walk) {
    if (node.argument.type === 'Identifier') walk.refer(node.argument, 'update')
    else walk.node(node.argument)
  },

  AwaitExpression(node, walk) {
    walk.awaited(node)
    walk.node(node.argument)
  },

  ImportExpression(node, walk) {
    walk.dynamicImport(node)
    walk.children(node)
  },

  MetaProperty(node, walk) {
    if (node.meta.name === 'import') walk.dynamicImport(node)
  },

  ImportDeclaration(node, walk) {
    for (const specifier of node.specifiers) walk.declare(specifier.local, 'import', node)
  },

  ExportNamedDeclaration: (node, walk) => walk.node(node.declaration),
  ExportAllDeclaration: () => undefined,

  ExportDefaultDeclaration(node, walk) {
    const { declaration } = node
    const isFunction = declaration.type === 'FunctionDeclaration'
    if (isFunction && declaration.id === null) visitFunction(declaration, walk)
    else walk.node(declaration)
  },
}

/** The table, for a node of any type. */
export const visitors = table as { readonly [type: string]: ((node: AnyNode, walk: ScopeWalk) => void) | undefined }

const loops: ReadonlySet<string> = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
] satisfies AnyNode['type'][])

function visitVariables(node: acorn.VariableDeclaration, walk: ScopeWalk, place: InnerVar['place']): void {
  const kind: DeclarationKind = node.kind
  if (kind === 'var' && !walk.atTop) walk.innerVar({ node, place })
  if (kind === 'await using') walk.awaited(node)
  for (const declarator of node.declarations) {
    visitPattern(declarator.id, walk, (id, shorthand) => walk.declare(id, kind, declarator, shorthand))
    walk.node(declarator.init)
  }
}

function visitFunction(node: AnyFunction, walk: ScopeWalk): void {
  walk.inScope('function', () => {
    if (node.type !== 'ArrowFunctionExpression') walk.bind('arguments')
    for (const parameter of node.params) visitPattern(parameter, walk, id => walk.bind(id.name))
    // parameters and body share a scope: a `var` of a parameter's name is the parameter
    if (node.body.type === 'BlockStatement') walk.all(node.body.body)
    else walk.node(node.body)
  })
}

function visitClass(node: AnyClass, walk: ScopeWalk): void {
  walk.inScope('block', () => {
    if (node.id) walk.bind(node.id.name)
    walk.node(node.superClass)
    walk.all(node.body.body)
  })
}

function visitLoop(node: AnyNode, start: number, walk: ScopeWalk, fn: () => void): void {
  walk.inLoop(node, start, () => walk.inScope('block', fn))
}

function visitForEach(node: acorn.ForInStatement | acorn.ForOfStatement, start: number, walk: ScopeWalk): void {
  visitLoop(node, start, walk, () => {
    if (node.left.type === 'VariableDeclaration') visitVariables(node.left, walk, 'head')
    else visitPattern(node.left, walk)
    walk.all([node.right, node.body])
  })
}

/** Visits what a pattern names: declared through `declare`, or assigned to. Defaults and computed keys are read. */
function visitPattern(
  node: acorn.Pattern | acorn.Expression,
  walk: ScopeWalk,
  declare?: Declare,
  shorthand = false,
): void {
  switch (node.type) {
    case 'Identifier':
      if (declare === undefined) walk.refer(node, 'write', shorthand)
      else declare(node, shorthand)
      return
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') {
          visitPattern(property.argument, walk, declare)
          continue
        }
        if (property.computed) walk.node(property.key)
        visitPattern(property.value, walk, declare, property.shorthand)
      }
      return
    case 'ArrayPattern':
      for (const element of node.elements) if (element !== null) visitPattern(element, walk, declare)
      return
    case 'AssignmentPattern':
      visitPattern(node.left, walk, declare, shorthand)
      walk.node(node.right)
      return
    case 'RestElement':
      visitPattern(node.argument, walk, declare)
      return
    default:
      walk.node(node)
  }
}
