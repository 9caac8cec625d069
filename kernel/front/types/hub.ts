/**
 * The hub: the one module that imports all cells, and that all cells import. It exists only in the server's memory, in
 * the notebook's folder as the cells do, so that relative paths and packages resolve as they do at run time.
 * Why: when a module begins to import another one, the compiler builds its whole program anew, 10 ms and more with each
 * cell; when only a text changes, it takes 3 ms. So a cell gets earlier names as members of the hub.
 */

const prefix = '.tasklab-'

export const hubFile = `${prefix}cells.ts`

/** The hub's name in each module. */
const hub = 'tasklab$cells'
/** The member of the hub that holds the names which a cell has without declaring them. */
export const given = 'given'

/** The member with the names that magics set. */
export const ofMagics = 'magics'

/** The first statement of each module. */
export const importOfHub = `import * as ${hub} from './${prefix}cells';`
/** A module that has nothing in it yet. */
export const emptyModule = `${importOfHub}\nexport {}`

export const cellModule = (number: number): string => `cell${number}`
export const draftModule = (number: number): string => `draft${number}`
export const fileOf = (module: string): string => `${prefix}${module}.ts`
export const isOurs = (name: string): boolean => name === hub || name.startsWith(prefix)

/** How a module calls a name of another one. */
export const memberOfHub = (module: string, name: string): string => `${hub}.${module}.${name}`

/** How the compiler calls what the module at hand has not imported: by the file, or by the hub. */
const foreignName =
  /(?:import\("[^"]*\/\.tasklab-(cell\d+)"\)|tasklab\$cells\.(cell\d+|given))\.([\p{ID_Continue}$]+)/gu

/** Calls types by their names alone. */
export function withoutHub(text: string): string {
  return text.replace(foreignName, '$3')
}

/** Calls types by their names, and where two of one name meet also by their cells. */
export function withTitles(text: string, titleOf: (module: string) => string | undefined): string {
  const modulesOf = new Map<string, Set<string>>()
  for (const [, file = '', member = file, name = ''] of text.matchAll(foreignName)) {
    modulesOf.set(name, (modulesOf.get(name) ?? new Set()).add(member))
  }
  const bare = text.replace(foreignName, '')
  return text.replace(foreignName, (_, file: string | undefined, member: string | undefined, name: string) => {
    const module = member ?? file ?? given
    const isAlone = modulesOf.get(name)?.size === 1 && !wordIn(bare, name)
    return isAlone || module === given ? name : `import("${titleOf(module) ?? 'an earlier cell'}").${name}`
  })
}

function wordIn(text: string, word: string): boolean {
  return text.split(/[^\p{ID_Continue}$]+/u).includes(word)
}

export interface HubExtras {
  /** Names that a cell has without declaring them, with their modules: they are also globalThis's. */
  readonly globals?: Iterable<readonly [name: string, module: string]>
  /** Cells that are kept as files. */
  readonly files?: Iterable<string>
}

/** Drafts, and cells that are kept as files, are of the program, but nobody gets a name of theirs. */
export function hubText(
  cells: readonly string[],
  drafts: Iterable<string>,
  { globals = [], files = [] }: HubExtras = {},
): string {
  const pathOf = (module: string): string => `'./${prefix}${module}'`
  const lines = [
    `export * as ${given} from 'tasklab/notebook'`,
    `export declare namespace ${ofMagics} { let _exit_code: number }`,
    `declare global { ${[...globals].map(([name, module]) => `var ${name}: typeof own.${module}.${name}`).join('; ')} }`,
    `import * as own from './${prefix}cells'`,
    ...cells.map(cell => `export * as ${cell} from ${pathOf(cell)}`),
    ...[...drafts].map(draft => `import ${pathOf(draft)}`),
    ...[...files].map(file => `import './${file}'`),
  ]
  return lines.join('\n')
}
