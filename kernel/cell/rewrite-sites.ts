/**
 * The places where a cell's names are written, where those need another spelling in the script:
 * hidden names, assignments to constants, reads that come before the declaration for sure, dynamic imports.
 */

import { helperName } from './names'
import type { Rewriting } from './rewriting'
import { constantKinds, type Site, type TopDeclaration } from './scope'

export function rewriteSites(on: Rewriting): void {
  const { edits, scope } = on
  const declarations = new Map(scope.declarations.map(declaration => [declaration.name, declaration]))
  for (const site of scope.sites) {
    const text = replacementOf(site, declarations.get(site.name), on)
    if (text !== site.name) edits.replace(site.start, site.end, site.shorthand ? `${site.name}:${text}` : text)
  }
  for (const node of scope.imports) edits.replace(node.start, node.start + 'import'.length, helperName)
}

function replacementOf(site: Site, own: TopDeclaration | undefined, on: Rewriting): string {
  const { name, role, nested } = site
  // a class is assigned to its hidden name and keeps its own; an import is rewritten as a whole
  if (role === 'declare' && (own?.kind === 'class' || own?.kind === 'import')) return name
  if (role === 'read' && !nested && own !== undefined && isEarly(site, own, on)) return `${helperName}.early("${name}")`
  const kind = on.kinds.get(name) ?? on.session.declared.get(name)
  const isWritten = role === 'write' || role === 'update'
  if (isWritten && kind !== undefined && constantKinds.has(kind)) {
    return `${helperName}.variable(${JSON.stringify(on.nameOf(name))}).value`
  }
  return on.nameOf(name)
}

/** What has an earlier cell's value until its own declaration would be read in silence. */
function isEarly(site: Site, own: TopDeclaration, { session, kinds }: Rewriting): boolean {
  const kind = kinds.get(own.name)
  const hasDeadZone =
    kind === 'let' || kind === 'class' || kind === 'const' || kind === 'using' || kind === 'await using'
  return hasDeadZone && session.declared.has(own.name) && site.start < own.end && own.kind !== 'class'
}
