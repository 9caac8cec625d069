/**
 * Secrets: values that a flow reads when it runs and that are never written, to a store, a log or a table.
 * Reading one makes its value known to everything that writes, which masks it.
 */
import { inlineRecipe } from './branch'
import { FlowError } from './error'
import { checks, requireOption } from './options'
import { registerSecret } from './store/secrets'
import type { Task } from './task'
import { addCall, type Recipe } from './task-function'

/** A task that gives the secret of this name: read when it runs, from the environment, else from `.env`. */
export function secret(name: string): Task<string> {
  requireOption('secret', 'name', name, checks.name)
  const task = addCall(recipeOf(name), [], false) as Task<string>
  // What is there already is masked from now on: it may stand in a parameter too, which is written before it is read.
  try {
    read(name)
  } catch {
    // It is needed only when the task runs.
  }
  return task
}

function recipeOf(name: string): Recipe {
  const recipe = inlineRecipe(name, '...none', () => {
    const value = read(name)
    if (value !== undefined) return value
    const message = `The secret "${name}" is neither in the environment nor in .env of the working folder.`
    throw new FlowError('NO_SECRET', message)
  })
  return { ...recipe, core: { ...recipe.core, secret: true } }
}

/** The secret's value, which is known as one from then on. */
function read(name: string): string | undefined {
  const { readEnvironment } = require('./environment') as typeof import('./environment')
  const value = readEnvironment(name)
  if (value !== undefined) registerSecret(name, value)
  return value
}
