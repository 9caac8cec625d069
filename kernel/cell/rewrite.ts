/**
 * A cell's top level to statements of a script, in place.
 * Names of the top level are properties of the global object: a declaration becomes an assignment of the same width
 * (`const x = 1` → `;     x = 1`), so that any later cell may declare the name again in any form; functions stay as they
 * are, which is the one kind that a script hoists. The script's first act, `begin`, tells the names and kinds.
 * Invariant: lines never move; columns move only after what could not be made to fit.
 */

import type * as acorn from 'acorn'
import { tokTypes } from 'acorn'
import { Edits } from './edits'
import { helperName, hidden, scriptName } from './names'
import { tokenize } from './parse'
import type { PositionMap, PositionStage } from './positions'
import { rewriteAwaits } from './rewrite-awaits'
import { rewriteLoops } from './rewrite-loops'
import { loadsModule, rewriteModuleItem } from './rewrite-modules'
import { rewriteSites } from './rewrite-sites'
import { rewriteInnerVar, rewriteVariables } from './rewrite-variables'
import type { Rewriting } from './rewriting'
import type { DeclarationKind, ScopeAnalysis } from './scope'
import type { SessionNames } from './session'
import type { Transpiled } from './transpile'

export interface Rewritten {
  readonly code: string
  readonly stage: PositionStage | undefined
  readonly hasResult: boolean
  readonly awaits: boolean
  readonly disposes: boolean
  readonly kinds: ReadonlyMap<string, DeclarationKind>
}

export function rewrite(
  transpiled: Transpiled,
  scope: ScopeAnalysis,
  session: SessionNames,
  source: string,
  map: PositionMap,
): Rewritten {
  const { code, program } = transpiled
  const edits = new Edits(code)
  const { kinds, internal } = kindsOf(transpiled, scope, source)
  const declared = (name: string): boolean => kinds.has(name) || session.declared.has(name)
  const nameOf = (name: string): string =>
    internal.has(name) ? hidden(`${name}$${session.serial}`) : scriptName(name, declared(name))
  const rewriting: Rewriting = { code, program, scope, session, edits, map, kinds, internal, nameOf, prologue: [] }

  const last = lastStatement(rewriting, transpiled.compiled)
  rewriteAwaits(rewriting)
  for (const statement of program.body) rewriteStatement(statement, rewriting)
  for (const declaration of scope.innerVars) rewriteInnerVar(declaration, rewriting)
  rewriteSites(rewriting)
  rewriteLoops(rewriting)
  if (code.includes('<!--')) partOperators(rewriting)
  const { code: body, stage } = withPrologue(rewriting)
  const disposes = scope.declarations.some(({ name }) => /using$/.test(kinds.get(name) ?? ''))
  const awaits = scope.awaits.length > 0 || program.body.some(loadsModule)
  return { code: body, stage, hasResult: isResult(last), awaits, disposes, kinds }
}

function rewriteStatement(statement: acorn.Statement | acorn.ModuleDeclaration, on: Rewriting): void {
  switch (statement.type) {
    case 'VariableDeclaration':
      rewriteVariables(statement, on)
      break
    case 'ClassDeclaration':
      rewriteClass(statement, on)
      break
    case 'FunctionDeclaration':
      renameFunction(statement.id.name, on)
      break
    case 'ExportNamedDeclaration':
      if (!statement.declaration) {
        rewriteModuleItem(statement, on)
        break
      }
      on.edits.blank(statement.start, statement.declaration.start)
      rewriteStatement(statement.declaration, on)
      break
    case 'ExportDefaultDeclaration':
      rewriteDefault(statement, on)
      break
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      rewriteModuleItem(statement, on)
  }
}

/** `class A {}` → `;A=class A {};`: its own name inside stays the class itself. */
function rewriteClass(node: acorn.ClassDeclaration, { edits, nameOf }: Rewriting): void {
  edits.insert(node.start, `;${nameOf(node.id.name)}=`)
  edits.insert(node.end, ';')
}

/** A function that a hidden name hides the name of gets it back. */
function renameFunction(name: string, { internal, nameOf, prologue }: Rewriting): void {
  const inScript = nameOf(name)
  if (inScript !== name && !internal.has(name))
    prologue.push({ text: `${helperName}.rename(${inScript},${JSON.stringify(name)});` })
}

/** A named default export is a declaration, any other an expression: a result, where it comes last. */
function rewriteDefault({ declaration, start, end }: acorn.ExportDefaultDeclaration, on: Rewriting): void {
  if (isNamedDeclaration(declaration)) {
    on.edits.blank(start, declaration.start)
    rewriteStatement(declaration, on)
    return
  }
  on.edits.replace(start, declaration.start, `;${' '.repeat(Math.max(0, declaration.start - start - 2))}(`)
  on.edits.insert(on.code[end - 1] === ';' ? end - 1 : end, ')')
}

function isNamedDeclaration(node: acorn.AnyNode): node is acorn.FunctionDeclaration | acorn.ClassDeclaration {
  return (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id !== null
}

/** The last statement that the cell's author wrote, unless it declares. The compiler declares namespaces at the end, and calls them in place. */
function lastStatement(
  { program, kinds, internal }: Rewriting,
  compiled: boolean,
): acorn.Program['body'][number] | undefined {
  const isNamespace = (id: acorn.AnyNode | undefined): boolean =>
    id?.type === 'Identifier' && kinds.get(id.name) === 'namespace'
  const last = program.body.findLast(statement => {
    if (statement.type === 'EmptyStatement') return false
    if (statement.type === 'ExportNamedDeclaration' && isCompilersExport(statement, internal)) return false
    if (!compiled || statement.type !== 'VariableDeclaration') return true
    return !statement.declarations.every(({ id, init }) => !init && isNamespace(id))
  })
  if (!compiled || last?.type !== 'ExpressionStatement') return last
  if (isCompilersClass(last.expression, internal)) return undefined
  if (last.expression.type !== 'CallExpression') return last
  const [argument] = last.expression.arguments
  return argument?.type === 'LogicalExpression' && isNamespace(argument.left) ? undefined : last
}

/** A decorated class with static members: its declaration ends with what makes them. */
function isCompilersClass(node: acorn.Expression, internal: ReadonlySet<string>): boolean {
  if (node.type !== 'NewExpression' || node.callee.type !== 'ClassExpression') return false
  const { superClass } = node.callee
  return superClass?.type === 'Identifier' && internal.has(superClass.name)
}

/** A decorated class that is exported is exported at the end, by a name of the compiler's. */
function isCompilersExport({ specifiers }: acorn.ExportNamedDeclaration, internal: ReadonlySet<string>): boolean {
  return specifiers.some(({ local }) => local.type === 'Identifier' && internal.has(local.name))
}

function isResult(last: acorn.Program['body'][number] | undefined): boolean {
  if (last === undefined) return false
  if (last.type === 'ExpressionStatement') return true
  return last.type === 'ExportDefaultDeclaration' && !isNamedDeclaration(last.declaration)
}

/** `a<!--b`: to a script, and not to a module, as which cells are written, a comment. */
function partOperators({ code, edits }: Rewriting): void {
  for (const { type, start } of tokenize(code)) {
    if (type === tokTypes.relational && code.startsWith('<!--', start)) edits.insert(start + 1, ' ')
  }
}

function withPrologue(on: Rewriting): { code: string; stage: PositionStage | undefined } {
  const seen = new Set<string>()
  const names = on.scope.declarations.flatMap(declaration => {
    const { name } = declaration
    const kind = on.kinds.get(name) ?? declaration.kind
    if (seen.has(name) || kind === 'function') return []
    seen.add(name)
    const isNamed = declaration.fromCall && (kind === 'const' || kind === 'let')
    return [`["${on.nameOf(name)}","${kind}"${isNamed ? ',1' : ''}]`]
  })
  const begin = names.length > 0 ? `${helperName}.begin(${names.join()});` : ''
  return on.edits.apply([{ text: `'use strict';${begin}` }, ...on.prologue])
}

/** What the compiler makes of a keyword, and what it was. */
const sourceKinds: {
  readonly [word: string]: { readonly from: DeclarationKind; readonly to: DeclarationKind } | undefined
} = {
  enum: { from: 'var', to: 'enum' },
  namespace: { from: 'var', to: 'namespace' },
  module: { from: 'var', to: 'namespace' },
  class: { from: 'let', to: 'class' },
}

/** Enums and namespaces come out of the compiler as variables, and it adds names of its own. */
function kindsOf(
  { compiled, using }: Transpiled,
  { declarations }: ScopeAnalysis,
  source: string,
): { readonly kinds: ReadonlyMap<string, DeclarationKind>; readonly internal: ReadonlySet<string> } {
  const kinds = new Map<string, DeclarationKind>()
  const internal = new Set<string>()
  const written = compiled ? new Set(source.match(/[\p{ID_Continue}$]+/gu)) : undefined
  for (const { name, kind } of declarations) {
    if (written?.has(name) === false) internal.add(name)
    else kinds.set(name, using.get(name) ?? kind)
  }
  if (compiled) {
    for (const [, word = '', name = ''] of source.matchAll(
      /\b(enum|namespace|module|class)\s+([\p{ID_Continue}$]+)/gu,
    )) {
      const { from, to } = sourceKinds[word] ?? {}
      if (to !== undefined && kinds.get(name) === from) kinds.set(name, to)
    }
  }
  return { kinds, internal }
}
