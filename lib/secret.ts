/**
 * Secrets: values that a flow reads when it runs and that are never written, to a store, a log or a table.
 * Reading one makes its value known to everything that writes, which masks it.
 */
import { inlineRecipe } from './branch'
import { FlowError } from './error'
import { checkOptions, checks } from './options'
import { registerSecret } from './store/secrets'
import type { Task } from './task'
import { addCall } from './task-function'

/** A task that gives the secret of this name: read when it runs, from the environment, else from `.env`. */
export function secret(name: string): Task<string> {
  checkOptions('secret', { name }, { name: checks.name })
  const read = (): string => {
    const { readEnvironment } = require('./environment') as typeof import('./environment')
    const value = readEnvironment(name)
    if (value === undefined) {
      throw new FlowError(
        'NO_SECRET',
        `The secret "${name}" is neither in the environment nor in .env of the working folder.`,
      )
    }
    registerSecret(name, value)
    return value
  }
  const recipe = inlineRecipe(name, '...none', read)
  return addCall({ ...recipe, core: { ...recipe.core, secret: true } }, [], false) as Task<string>
}
