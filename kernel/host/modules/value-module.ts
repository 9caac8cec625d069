/**
 * ES modules for what is none: a value, each of its properties an export, itself the default one. JSON needs that where
 * it is imported without an import attribute, as TypeScript allows it; a local file in the CommonJS way always.
 */

import type { LoadFnOutput } from 'node:module'

/** What a load hook gives for a module with this text. */
export const moduleWith = (source: string): LoadFnOutput => ({ format: 'module', source, shortCircuit: true })

/** @param text JSON. @throws SyntaxError, its message led by the file's name. */
export function jsonModule(text: string, file: string): string {
  return moduleText(`JSON.parse(${JSON.stringify(text)})`, parsed(text, file))
}

/** @param value what requiring the file gives. */
export function commonJsModule(value: unknown, file: string): string {
  const loaded = `process.getBuiltinModule('node:module').createRequire(import.meta.url)(${JSON.stringify(file)})`
  return moduleText(loaded, value)
}

function moduleText(expression: string, value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const names = isObject || typeof value === 'function' ? Object.keys(value).filter(name => name !== 'default') : []
  const wasModule = isObject && '__esModule' in value && 'default' in value
  return [
    `const value = ${expression}`,
    ...names.map((name, i) => `const value${i} = value[${JSON.stringify(name)}]`),
    `export { ${names.map((name, i) => `value${i} as ${JSON.stringify(name)}`).join(', ')} }`,
    `export default value${wasModule ? '.default' : ''}`,
  ].join('\n')
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
