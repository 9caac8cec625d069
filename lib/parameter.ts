/**
 * Parameters: tasks whose result is a value that the run is given. One is added to the flow that is being built when
 * it is made there, else to the flow in which it is first used. Its slug is its name.
 */
import { activeFlow } from './active-flow'
import { checkOptions, checks, requireOption } from './options'
import { parameterBrand } from './symbols'
import { Task, type TaskCore } from './task'
import { taskSettings } from './task-options'

/** What a Parameter takes. */
export interface ParameterOptions<T> {
  readonly default?: T
  /** default: whether there is no default */
  readonly required?: boolean
}

/** A value that a run is given by name. */
// biome-ignore lint/suspicious/noExplicitAny: a parameter fits where its value would, whatever that is
export class Parameter<T = any> extends Task<T> {
  readonly required: boolean
  readonly default: T | undefined

  constructor(name: string, options: ParameterOptions<T> = {}) {
    requireOption('Parameter', 'name', name, checks.name)
    checkOptions<ParameterOptions<T>>('Parameter', options, { default: checks.anything, required: checks.flag })
    super(name, name, {}, new Set(), coreOf(name))
    this.required = options.required ?? !('default' in options)
    this.default = options.default
    activeFlow()?.addTask(this)
  }

  /** `<Parameter: x>` */
  override toString(): string {
    return `<Parameter: ${this.name}>`
  }
}
Object.defineProperty(Parameter.prototype, parameterBrand, { value: true })

function coreOf(name: string): TaskCore {
  return {
    fn: () => undefined,
    parameters: { names: [] },
    settings: taskSettings({}),
    inline: (_args, scope) => scope.parameters[name],
  }
}
