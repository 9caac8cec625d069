/**
 * The protocol's messages as JSON schemas, a row a message type: every message that a test sees is checked against its
 * row, as ipykernel's own tests do. https://jupyter-client.readthedocs.io/en/stable/messaging.html (5.5)
 */

import { strict as assert } from 'node:assert'
import { Ajv, type ValidateFunction } from 'ajv'
import type { Message } from '../../kernel/wire/message'

type Schema = Readonly<Record<string, unknown>>

const string: Schema = { type: 'string' }
const boolean: Schema = { type: 'boolean' }
const count: Schema = { type: 'integer', minimum: 0 }
const anyObject: Schema = { type: 'object' }
const strings: Schema = { type: 'array', items: string }
const constant = (value: unknown): Schema => ({ const: value })
const oneOf = (...values: unknown[]): Schema => ({ enum: values })

/** An object with exactly these properties; a name that ends with `?` may be absent. */
function object(fields: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(fields).map(([name, schema]) => [name.replace(/\?$/, ''), schema] as const)
  const required = Object.keys(fields).filter(name => !name.endsWith('?'))
  return { type: 'object', properties: Object.fromEntries(entries), required, additionalProperties: false }
}

const mimeBundle: Schema = {
  type: 'object',
  propertyNames: { pattern: '^[\\w.+-]+/[\\w.+-]+$' },
  minProperties: 1,
}
const error = { ename: string, evalue: string, traceback: strings }
const failed = object({ status: constant('error'), ...error })
const reply = (fields: Readonly<Record<string, Schema>>): Schema => ({
  oneOf: [object({ status: constant('ok'), ...fields }), failed],
})
const displayed = { data: mimeBundle, metadata: anyObject, 'transient?': object({ 'display_id?': string }) }

const contents: Readonly<Record<string, Schema>> = {
  status: object({ execution_state: oneOf('busy', 'idle', 'starting') }),
  iopub_welcome: object({ subscription: string }),
  execute_input: object({ code: string, execution_count: count }),
  execute_result: object({ execution_count: count, data: mimeBundle, metadata: anyObject }),
  stream: object({ name: oneOf('stdout', 'stderr'), text: { type: 'string', minLength: 1 } }),
  error: object(error),
  display_data: object(displayed),
  update_display_data: object({ data: mimeBundle, metadata: anyObject, transient: object({ display_id: string }) }),
  clear_output: object({ wait: boolean }),
  input_request: object({ prompt: string, password: boolean }),
  comm_open: object({ comm_id: string, target_name: string, data: anyObject }),
  comm_msg: object({ comm_id: string, data: anyObject }),
  comm_close: object({ comm_id: string, data: anyObject }),
  execute_reply: {
    oneOf: [
      object({
        status: constant('ok'),
        execution_count: count,
        payload: { type: 'array' },
        user_expressions: anyObject,
      }),
      object({ status: constant('error'), execution_count: count, ...error }),
      object({ status: constant('aborted'), execution_count: count }),
    ],
  },
  kernel_info_reply: reply({
    protocol_version: { type: 'string', pattern: '^5\\.\\d+$' },
    implementation: string,
    implementation_version: string,
    language_info: {
      type: 'object',
      properties: {
        name: string,
        version: string,
        mimetype: string,
        file_extension: { type: 'string', pattern: '^\\.' },
      },
      required: ['name', 'version', 'mimetype', 'file_extension'],
    },
    banner: string,
    help_links: { type: 'array', items: object({ text: string, url: string }) },
    supported_features: strings,
  }),
  is_complete_reply: {
    oneOf: [
      failed,
      object({ status: oneOf('complete', 'invalid', 'unknown') }),
      object({ status: constant('incomplete'), indent: { type: 'string', pattern: '^\\s*$' } }),
    ],
  },
  complete_reply: reply({ matches: strings, cursor_start: count, cursor_end: count, metadata: anyObject }),
  inspect_reply: reply({ found: boolean, data: anyObject, metadata: anyObject }),
  usage_reply: reply({
    hostname: string,
    pid: count,
    cpu_count: count,
    'kernel_cpu?': { type: 'number', minimum: 0 },
    kernel_memory: count,
    'host_cpu_percent?': { type: 'number', minimum: 0, maximum: 100 },
    host_virtual_memory: object({
      total: count,
      available: count,
      used: count,
      free: count,
      percent: { type: 'number' },
    }),
  }),
  interrupt_reply: reply({}),
  shutdown_reply: reply({ restart: boolean }),
  comm_info_reply: reply({ comms: anyObject }),
  history_reply: reply({ history: { type: 'array' } }),
}

const header: Schema = {
  type: 'object',
  properties: {
    msg_id: { type: 'string', minLength: 1 },
    session: { type: 'string', minLength: 1 },
    username: string,
    date: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$' },
    msg_type: string,
    version: constant('5.5'),
  },
  required: ['msg_id', 'session', 'username', 'date', 'msg_type', 'version'],
}

const ajv = new Ajv({ allErrors: true })
const checkHeader = ajv.compile(header)
const checks = new Map<string, ValidateFunction>()

/** @throws AssertionError that names the message type and what is wrong with it. */
export function assertValidMessage(message: Message): void {
  const type = message.header.msg_type
  const schema = contents[type]
  assert.ok(schema, `the protocol has no message ${type}`)
  const checkContent = checks.get(type) ?? ajv.compile(schema)
  checks.set(type, checkContent)
  assert.ok(checkHeader(message.header), `${type}'s header: ${ajv.errorsText(checkHeader.errors)}`)
  assert.ok(
    checkContent(message.content),
    `${type}: ${ajv.errorsText(checkContent.errors)} in ${JSON.stringify(message.content).slice(0, 500)}`,
  )
}
