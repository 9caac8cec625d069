/**
 * Which executed cell owns each name of the session, as a type and as a value: the later declaration wins.
 * A value and a type of one name may come from two cells (`type Point = …`, later `const Point = …`); a class, an enum,
 * a namespace or an import is both at once, and what replaces its value takes its type away too.
 */

import type { CellNames, DeclaredName, NameKind } from './cell-names'
import { importOfHub, memberOfHub } from './hub'

interface Owner {
  /** The module that exports it. */
  readonly module: string
  readonly kind: NameKind
}

export interface OwnedName {
  readonly value?: Owner
  readonly type?: Owner
}

type Meaning = 'value' | 'type' | 'both'

const meanings: Readonly<Record<NameKind, Meaning>> = {
  const: 'value',
  let: 'value',
  var: 'value',
  using: 'value',
  'await using': 'value',
  function: 'value',
  class: 'both',
  enum: 'both',
  namespace: 'both',
  import: 'both',
  interface: 'type',
  type: 'type',
}

const isBoth = (owner: Owner | undefined): boolean => owner !== undefined && meanings[owner.kind] === 'both'

export class NameOwners {
  readonly #given: ReadonlyMap<string, OwnedName>
  readonly #names: Map<string, OwnedName>

  /** @param given names that every session has, until a cell declares them. */
  constructor(given: ReadonlyMap<string, OwnedName> = new Map()) {
    this.#given = given
    this.#names = new Map(given)
  }

  get(name: string): OwnedName | undefined {
    return this.#names.get(name)
  }

  entries(): Iterable<[string, OwnedName]> {
    return this.#names.entries()
  }

  declare(module: string, declared: readonly DeclaredName[]): void {
    for (const { name, kind } of declared) this.#names.set(name, after(this.#names.get(name), { module, kind }))
  }

  /** Back to what every session has. */
  clear(): void {
    this.#names.clear()
    for (const [name, given] of this.#given) this.#names.set(name, given)
  }

  /** The modules that own a name. */
  owners(): Set<string> {
    const owners = [...this.#names.values()].flatMap(({ value, type }) => [value?.module, type?.module])
    return new Set(owners.filter(module => module !== undefined))
  }
}

function after(before: OwnedName | undefined, owner: Owner): OwnedName {
  const meaning = meanings[owner.kind]
  if (meaning === 'both') return { value: owner, type: owner }
  if (meaning === 'type') return before?.value === undefined ? { type: owner } : { value: before.value, type: owner }
  return before?.type === undefined || isBoth(before.type) ? { value: owner } : { value: owner, type: before.type }
}

export interface Imports {
  /** One line of TypeScript. */
  readonly line: string
  /** What it imports from. */
  readonly modules: ReadonlySet<string>
}

/**
 * The line that gives a cell the earlier names it mentions. A variable that the cell assigns is declared rather than
 * imported, since an import cannot be assigned. Of a name that it declares itself only the other meaning is taken.
 */
export function importsOf(names: CellNames, session: NameOwners): Imports {
  const own = new Map(names.declared.map(({ name, kind }) => [name, meanings[kind]]))
  const statements: string[] = [importOfHub]
  // the compiler looks for what a cell augments only where an import changes with it
  for (const module of names.augmentedModules) statements.push(`import ${module};`)
  const modules = new Set<string>()
  const importFrom = ({ module }: Owner, name: string): void => {
    modules.add(module)
    statements.push(`import ${name} = ${memberOfHub(module, name)};`)
  }
  const declareFrom = ({ module }: Owner, name: string, keyword: 'let' | 'const'): void => {
    modules.add(module)
    statements.push(`declare ${keyword} ${name}: typeof ${memberOfHub(module, name)};`)
  }
  for (const name of names.mentioned) {
    const { value, type } = without(own.get(name), session.get(name))
    const isAssigned = names.assigned.has(name) && (value?.kind === 'let' || value?.kind === 'var')
    if (value !== undefined && value.module === type?.module) importFrom(value, name)
    else {
      const alone = type === undefined && !isAssigned && !isBoth(value)
      if (value !== undefined && alone && !own.has(name)) importFrom(value, name)
      else if (value !== undefined) declareFrom(value, name, isAssigned ? 'let' : 'const')
      if (type !== undefined) importFrom(type, name)
    }
  }
  return { line: statements.join(' '), modules }
}

/** What is left of an earlier name in a cell that declares it again. */
function without(own: Meaning | undefined, { value, type }: OwnedName = {}): OwnedName {
  if (own === undefined) return { ...(value && { value }), ...(type && { type }) }
  if (own === 'type') return value === undefined ? {} : { value }
  return own === 'both' || type === undefined || isBoth(type) ? {} : { type }
}
