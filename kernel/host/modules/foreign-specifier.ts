/**
 * Specifiers of other runtimes, which notebooks that come from Deno have: packages of a registry by `npm:` and `jsr:`,
 * modules by their address. Node's own error speaks of schemes; here it says what the same import is in a cell.
 */

/** @returns what to do instead; undefined for a specifier that Node can know. */
export function foreignSpecifier(specifier: string): string | undefined {
  const [, scheme = '', rest = ''] = /^(npm|jsr|https?):\/*(.+)$/.exec(specifier) ?? []
  if (rest === '') return undefined
  const [, name = '', version = '', path = ''] = /^((?:@[^/]+\/)?[^@/]+)(@[^/]+)?(\/.*)?$/.exec(rest) ?? []
  const begin = `Cells do not import '${specifier}'`
  if (scheme === 'npm') return `${begin}: import '${name}${path}'. To install it: %install ${name}${version}`
  if (scheme === 'jsr') return `${begin}: import '${name}${path}'. To install it: !npx jsr add ${name}${version}`
  return `${begin}, nor anything else by its address. Use the package that it comes from (%install NAME), or a copy in the notebook's folder.`
}
