/**
 * The connection file: which ports a kernel binds and the key that signs its messages.
 * Written by whoever starts the kernel (jupyter_client, our own runner), read once at the kernel's start.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */

import { getHashes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { KernelError, reasonOf } from '../error'

export const channelNames = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const
export type ChannelName = (typeof channelNames)[number]

/** A CurveZMQ key pair, Z85-encoded: with it every channel is encrypted. Jupyter gives both ends the same pair. */
export interface CurveKeys {
  readonly publicKey: string
  readonly secretKey: string
}

export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc'
  readonly ip: string
  /** HMAC key; empty means that messages are not signed. */
  readonly key: string
  readonly signature_scheme: string
  readonly ports: Readonly<Record<ChannelName, number>>
  readonly curve?: CurveKeys
}

/** The ZeroMQ address of one channel. */
export function addressOf(connection: ConnectionInfo, channel: ChannelName): string {
  const port = connection.ports[channel]
  return connection.transport === 'ipc' ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`
}

/** The connection file's text for these ports, as Jupyter writes it. */
export function connectionFileText(connection: ConnectionInfo): string {
  const { ports, curve, ...rest } = connection
  const named = Object.fromEntries(channelNames.map(name => [`${name}_port`, ports[name]]))
  const keys = curve === undefined ? {} : { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey }
  return `${JSON.stringify({ ...named, ...rest, ...keys, kernel_name: 'tasklab' }, null, 1)}\n`
}

/** @throws KernelError `connection-file` that names the file and what is wrong with it. */
export function readConnectionFile(file: string): ConnectionInfo {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fault(file, `cannot be read: ${reasonOf(error)}.`, error)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fault(file, `is not JSON: ${reasonOf(error)}.`, error)
  }
  return parseConnection(file, value)
}

function parseConnection(file: string, value: unknown): ConnectionInfo {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault(file, 'holds no JSON object.')
  }
  const fields = new Map(Object.entries(value))
  const transport = fields.get('transport') ?? 'tcp'
  if (transport !== 'tcp' && transport !== 'ipc') {
    throw fault(file, `has the transport ${JSON.stringify(transport)}; expected "tcp" or "ipc".`)
  }
  const scheme = text(file, fields, 'signature_scheme', 'hmac-sha256')
  if (!scheme.startsWith('hmac-') || !getHashes().includes(scheme.slice('hmac-'.length))) {
    throw fault(
      file,
      `has the signature scheme ${JSON.stringify(scheme)}; expected "hmac-" and a digest, as hmac-sha256.`,
    )
  }
  const curve = curveKeys(file, fields)
  return {
    transport,
    ip: text(file, fields, 'ip', '127.0.0.1'),
    key: text(file, fields, 'key', ''),
    signature_scheme: scheme,
    ports: {
      shell: port(file, fields, 'shell'),
      iopub: port(file, fields, 'iopub'),
      stdin: port(file, fields, 'stdin'),
      control: port(file, fields, 'control'),
      hb: port(file, fields, 'hb'),
    },
    ...(curve && { curve }),
  }
}

/** A kernel that was given keys never falls back to plain text: keys that are no keys are an error. */
function curveKeys(file: string, fields: ReadonlyMap<string, unknown>): CurveKeys | undefined {
  const [publicKey, secretKey] = ['curve_publickey', 'curve_secretkey'].map(name => text(file, fields, name, ''))
  if (!publicKey && !secretKey) return undefined
  if (publicKey?.length === z85Length && secretKey?.length === z85Length) return { publicKey, secretKey }
  throw fault(file, `needs curve_publickey and curve_secretkey, each of ${z85Length} characters (Z85), or neither.`)
}

const z85Length = 40

function text(file: string, fields: ReadonlyMap<string, unknown>, name: string, missing: string): string {
  const value = fields.get(name) ?? missing
  if (typeof value === 'string') return value
  throw fault(file, `has ${name}: ${JSON.stringify(value)}; expected a string.`)
}

function port(file: string, fields: ReadonlyMap<string, unknown>, channel: ChannelName): number {
  const value = fields.get(`${channel}_port`)
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value
  const got = value === undefined ? 'no' : `${JSON.stringify(value)} as`
  throw fault(file, `has ${got} ${channel}_port; expected a port number from 1 to 65535.`)
}

function fault(file: string, what: string, cause?: unknown): KernelError {
  return new KernelError('connection-file', `The connection file ${file} ${what}`, undefined, { cause })
}
