/**
 * Imports and exports, of which a script has neither.
 * A static import becomes an awaited call that binds its names, where it stands; one that comes after other statements
 * is moved before them, as modules do. What a cell exports every cell has anyway: an export list means nothing, one
 * from another module loads that module. Dynamic imports and `import.meta` need no more than the hidden name.
 */

import type * as acorn from 'acorn'
import { helperName } from './names'
import { here } from './rewrite-awaits'
import type { Rewriting } from './rewriting'

type ModuleItem = acorn.ImportDeclaration | acorn.ExportNamedDeclaration | acorn.ExportAllDeclaration

/** Whether it becomes an awaited call. */
export function loadsModule(node: acorn.Statement | acorn.ModuleDeclaration): boolean {
  return 'source' in node && Boolean(node.source)
}

export function rewriteModuleItem(node: ModuleItem, on: Rewriting): void {
  const { edits, program, prologue } = on
  const { source } = node
  const call = source ? linkCall(node, on) : undefined
  const leads = program.body.every(other => other.start >= node.start || hoisted.has(other.type))
  if (!source || call === undefined) {
    edits.replace(node.start, node.end, ';')
  } else if (leads) {
    // what it imports from stays where it is: there an error of it is shown
    edits.blank(node.start, source.start)
    edits.insert(source.start, `;${call.before}`)
    edits.replace(source.end, node.end, call.after)
  } else {
    prologue.push({ text: call.before + JSON.stringify(source.value) + call.after, from: source.start })
    edits.replace(node.start, node.end, ';')
  }
}

const hoisted: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'FunctionDeclaration',
  'EmptyStatement',
] satisfies acorn.AnyNode['type'][])

/** What stands before the module's name, and what after it. */
function linkCall(node: ModuleItem, on: Rewriting): { readonly before: string; readonly after: string } {
  const bindings = new Map<string, string>()
  if (node.type === 'ImportDeclaration') {
    for (const specifier of node.specifiers) bindings.set(specifier.local.name, importedName(specifier))
  }
  const used = new Set(on.scope.sites.filter(site => site.role !== 'declare').map(site => site.name))
  const unused = [...bindings.keys()].filter(name => !used.has(name)).map(on.nameOf)
  const named = [...bindings].map(([local, imported]) => `${on.nameOf(local)}:${JSON.stringify(imported)}`)
  const attributes = node.attributes?.map(({ key, value }) => {
    const name = key.type === 'Identifier' ? key.name : String(key.value)
    return `${JSON.stringify(name)}:${JSON.stringify(value.value)}`
  })
  const parts = [`{${named.join()}}`]
  if (unused.length > 0 || (attributes && attributes.length > 0)) parts.push(JSON.stringify(unused))
  if (attributes && attributes.length > 0) parts.push(`{${attributes.join()}}`)
  const before = `${helperName}.awaited(${here(node, on)},await ${helperName}.link(`
  return { before, after: `,${parts.join()}));` }
}

function importedName(specifier: acorn.ImportDeclaration['specifiers'][number]): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  const { imported } = specifier
  return imported.type === 'Identifier' ? imported.name : String(imported.value)
}
