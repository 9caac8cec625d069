/**
 * The schema that vega-lite brings for its own specs, compiled once: a spec that JupyterLab cannot draw fails here.
 */
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Ajv } from 'ajv'

import type { VegaLiteSpec } from '../../../lib/view/chart'

let validate: ReturnType<Ajv['compile']> | undefined

/** Fails with the places where the spec breaks the schema. */
export function assertVegaLite(spec: VegaLiteSpec): void {
  if (validate === undefined) {
    const file = join(require.resolve('vega-lite/package.json'), '..', 'build', 'vega-lite-schema.json')
    const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false })
    validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')))
  }
  assert.ok(validate(spec), JSON.stringify(validate.errors?.slice(0, 5), undefined, 1))
}
