/**
 * What a module gives under which name. Of a CommonJS module the runtime sees only names that it can read off the
 * source; what it did not see is still a property of the default export, and the types know of it (`import * as _ from
 * 'lodash'`).
 */

/** Node's own name for what a CommonJS module exports, which no other module has. */
const ofCommonJs = 'module.exports'

/** Whose property an imported name is; undefined where there is no such name. */
export function homeOf(module: object, imported: string): object | undefined {
  const main = mainOf(module)
  if (imported in module && !(imported === 'default' && main !== undefined && wasModule(main, module))) return module
  return main !== undefined && imported in main ? main : undefined
}

/** It was compiled from `export default`, and has that as its default, as the compiler says; Node gives all its exports. */
function wasModule(main: object, module: object): boolean {
  const isCommonJs = Reflect.get(module, ofCommonJs) === main
  return isCommonJs && Reflect.get(main, '__esModule') === true && 'default' in main
}

const namespaces = new WeakMap<object, object>()

/** What `import * as` means: the module's own namespace where that is whole. The same object each time. */
export function wholeNamespace(module: object): object {
  const known = namespaces.get(module)
  if (known !== undefined) return known
  const whole = withUnseenNames(module)
  namespaces.set(module, whole)
  return whole
}

function withUnseenNames(module: object): object {
  const main = ofCommonJs in module ? mainOf(module) : undefined
  if (main === undefined) return module
  const ofFunctions = typeof main === 'function' ? Object.getOwnPropertyNames(() => undefined) : []
  const unseen = Object.entries(Object.getOwnPropertyDescriptors(main)).filter(
    ([name]) => !(name in module) && name !== 'prototype' && !ofFunctions.includes(name),
  )
  if (unseen.length === 0) return module
  // a getter is left to itself: what it gives may be loaded by it
  const added = unseen.map(([name, { get, value }]) => [
    name,
    { enumerable: true, ...(get === undefined ? { value } : { get: () => Reflect.get(main, name) }) },
  ])
  const seen = Object.getOwnPropertyDescriptors(module)
  return Object.freeze(Object.create(null, { ...seen, ...Object.fromEntries(added) }))
}

function mainOf(module: object): object | undefined {
  const main: unknown = Reflect.get(module, 'default')
  return (typeof main === 'object' && main !== null) || typeof main === 'function' ? main : undefined
}
