/**
 * `const fetchPage = task(async url => …)` names the task: a value that a call gave to a variable, and that wants to
 * know, is told the variable's name. The engine's task functions do; nothing else is touched.
 */

const named = Symbol.for('tasklab.named')

export function nameAfterVariable(value: unknown, name: string): unknown {
  if (typeof value !== 'function') return value
  const tell: unknown = Reflect.get(value, named)
  if (typeof tell === 'function') Reflect.apply(tell, value, [name])
  return value
}
