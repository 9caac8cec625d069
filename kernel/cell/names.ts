/**
 * How cells' names become names of the script.
 * A cell's names are properties of the global object, under the same name: functions of other cells find them there,
 * and V8 knows them well. But what is global is seen by every package too. So a name that the runtime or packages use
 * (`process`, `fetch`, `document`: packages ask for it to learn where they run) gets an invisible letter, U+200D, which
 * the language allows inside names and nobody types: a cell's `const process = 1` is a cell's matter alone.
 */

const joiner = '\u200d'

/** The one hidden name through which scripts reach what the host provides: `import` and the invisible letter. */
export const helperName = `import${joiner}`

/** What a CommonJS file has without asking: cells have it under hidden names, so that no package takes itself for one. */
export const cellOnlyNames = ['require', 'module', 'exports', '__filename', '__dirname'] as const

const cellOnly: ReadonlySet<string> = new Set(cellOnlyNames)

/** Names that packages look for, to find out where they run or whom to tell that they are there. */
const probed = `window document self parent top frames location history screen define importScripts postMessage
  onmessage Window Document Node Element HTMLElement Image Worker XMLHttpRequest FileReader MutationObserver
  requestAnimationFrame chrome browser Deno Bun Zone jQuery $ React Vue regeneratorRuntime global GLOBAL root alert
  prompt confirm`.split(/\s+/)

/** Names that the kernel gives to cells: a cell's own `display` leaves the kernel's where it is. */
const provided = ['display', 'clearOutput', 'input', 'comm']

const guarded: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(globalThis), ...probed, ...provided])

/** The same name with the invisible letter. */
export function hidden(name: string): string {
  return name + joiner
}

/** The name as the person wrote it. */
export function visible(name: string): string {
  return name.replaceAll(joiner, '')
}

/**
 * What a name of a cell is called in its script.
 * @param declared whether this cell or an earlier one declares it; a name that none declares is the runtime's own.
 */
export function scriptName(name: string, declared: boolean): string {
  return cellOnly.has(name) || (declared && guarded.has(name)) ? hidden(name) : name
}
