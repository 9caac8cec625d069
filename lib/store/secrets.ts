/**
 * The secret values that this process has read, so that they can be kept out of everything that is written or shown.
 *
 * `secret(name)` registers a value when it reads it; the codec, the logs and the views ask here. A value is known in
 * the forms in which it usually leaks: as it is, escaped as JSON or as a part of a URL, and in base64.
 * Shorter ones than four characters are left alone: masking them would tear ordinary text to pieces.
 * All copies of this module in a process share one registry.
 */

/** What stands in a text where a secret stood. */
export const MASK = '***'

const SHORTEST = 4
const REGISTRY = Symbol.for('tasklab.secrets')

interface Registry {
  /** By written form, longest first: a secret that holds another must go first. */
  forms: readonly { readonly form: string; readonly name: string }[]
}

const shared = globalThis as { [REGISTRY]?: Registry }
shared[REGISTRY] ??= { forms: [] }
const registry: Registry = shared[REGISTRY]

/** Makes a value known as secret for as long as this process lives. */
export function registerSecret(name: string, value: string): void {
  if (value.length < SHORTEST) return
  const known = new Map(registry.forms.map(({ form, name }) => [form, name]))
  for (const form of writtenForms(value)) if (!known.has(form)) known.set(form, name)
  registry.forms = [...known].map(([form, name]) => ({ form, name })).sort((a, b) => b.form.length - a.form.length)
}

/** Forgets every secret: for tests. */
export function forgetSecrets(): void {
  registry.forms = []
}

/** Whether there is anything to mask at all; asked first where masking costs a walk. */
export function hasSecrets(): boolean {
  return registry.forms.length > 0
}

/** The text with every secret replaced by `***`. */
export function maskSecrets(text: string): string {
  let masked = text
  for (const { form } of registry.forms) if (masked.includes(form)) masked = masked.replaceAll(form, MASK)
  return masked
}

/** The name of a secret that the text holds. */
export function secretIn(text: string): string | undefined {
  return registry.forms.find(({ form }) => text.includes(form))?.name
}

/** The name of a secret whose characters stand in these bytes. */
export function secretInBytes(bytes: Uint8Array): string | undefined {
  if (!hasSecrets()) return undefined
  return secretIn(new TextDecoder('latin1').decode(bytes)) ?? secretIn(new TextDecoder().decode(bytes))
}

function writtenForms(value: string): Set<string> {
  const bytes = new TextEncoder().encode(value)
  const base64 = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
  // In a longer text the last characters depend on what follows: only whole groups of three bytes are sure to be there.
  const sure = base64.slice(0, Math.floor(bytes.length / 3) * 4)
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())]
  if (sure.length >= 8) forms.push(sure)
  return new Set(forms)
}
