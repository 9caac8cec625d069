/**
 * Cache validators decide whether a cached result may stand for a new run: functions of the cached state, the inputs
 * and the parameters of now. A result that has expired is never used, whatever a validator says but `neverUse`'s
 * name alone; so expiry is asked by the engine with its clock, and each here answers for the rest.
 */
import { equal } from './equal'
import { checks, requireOption } from './options'
import type { Cached, InputValues } from './state'

/** Whether a cached result is still good, given the inputs and the flow's parameters of this run. */
export type CacheValidator = (
  cached: Cached,
  inputs: Record<string, unknown>,
  parameters: Record<string, unknown>,
) => boolean

const pick = (values: InputValues, names: readonly string[]): InputValues =>
  Object.fromEntries(names.map(name => [name, values[name]]))

/** The built-in validators; the default is `allInputs` where `cacheFor` is set. */
export const cacheValidators = {
  neverUse: () => false,
  durationOnly: () => true,
  allInputs: (cached, inputs) => equal({ ...cached.cachedInputs }, { ...inputs }),
  allParameters: (cached, _inputs, parameters) => equal({ ...cached.cachedParameters }, { ...parameters }),
  partialInputsOnly: (keys: readonly string[]): CacheValidator => {
    requireOption('partialInputsOnly', 'keys', keys, checks.names)
    return (cached, inputs) => equal(pick(cached.cachedInputs, keys), pick(inputs, keys))
  },
  partialParametersOnly: (names: readonly string[]): CacheValidator => {
    requireOption('partialParametersOnly', 'names', names, checks.names)
    return (cached, _inputs, parameters) => equal(pick(cached.cachedParameters, names), pick(parameters, names))
  },
} as const satisfies Record<string, CacheValidator | ((names: readonly string[]) => CacheValidator)>
