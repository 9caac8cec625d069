/**
 * A value of the cell thread as text, from what DevTools tells of it without running any of its code: like Node prints
 * it, with the first few of its parts. https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#type-RemoteObject
 */

interface Part {
  readonly type: string
  readonly subtype?: string
  readonly value?: string
}

interface Preview {
  readonly type: string
  readonly subtype?: string
  readonly description?: string
  readonly overflow: boolean
  readonly properties: readonly (Part & { readonly name: string })[]
  readonly entries?: readonly { readonly key?: Preview; readonly value: Preview }[]
}

export interface RemoteValue {
  readonly type: string
  readonly subtype?: string
  readonly className?: string
  readonly value?: unknown
  readonly unserializableValue?: string
  readonly description?: string
  readonly preview?: Preview
}

const longestText = 1_000

export function valueText(remote: RemoteValue): string {
  const { type, subtype, value, unserializableValue, description = '', preview } = remote
  if (unserializableValue !== undefined) return unserializableValue
  if (type === 'string') return quoted(String(value))
  if (type === 'function') return functionText(description)
  if (subtype === 'error') return description.split('\n    at ', 1)[0] ?? ''
  if (preview === undefined) return cut(type === 'symbol' ? description : String(value))
  return cut(previewText(preview))
}

function previewText({ type, subtype, description = '', properties, entries, overflow }: Preview): string {
  if (type !== 'object') return type === 'string' ? quoted(description) : description
  if (subtype === 'regexp' || subtype === 'date' || subtype === 'null') return description
  const more = overflow ? ['…'] : []
  if (entries !== undefined) {
    const shown = entries.map(
      ({ key, value }) => (key === undefined ? '' : `${previewText(key)} => `) + previewText(value),
    )
    return `${description} ${braces([...shown, ...more])}`
  }
  if (subtype === 'promise') return promiseText(properties)
  const isList = subtype === 'array' || subtype === 'typedarray'
  const own = subtype === 'typedarray' ? properties.filter(({ name }) => isIndex(name)) : properties
  const parts = own.map(part =>
    isList && isIndex(part.name) ? partText(part) : `${keyText(part.name)}: ${partText(part)}`,
  )
  const shown = [...parts, ...more]
  if (isList) {
    const plain = /^Array\(/.test(description) ? '' : `${description} `
    return shown.length === 0 ? `${plain}[]` : `${plain}[ ${shown.join(', ')} ]`
  }
  return description === 'Object' ? braces(shown) : `${description} ${braces(shown)}`
}

/** What it was fulfilled with is an internal property, as its state is. */
function promiseText(properties: Preview['properties']): string {
  const [state, result] = ['[[PromiseState]]', '[[PromiseResult]]'].map(name =>
    properties.find(part => part.name === name),
  )
  if (state?.value === 'pending' || result === undefined) return 'Promise { <pending> }'
  return `Promise { ${state?.value === 'rejected' ? '<rejected> ' : ''}${partText(result)} }`
}

function isIndex(name: string): boolean {
  return /^\d+$/.test(name)
}

function partText({ type, subtype, value = '' }: Part): string {
  if (type === 'string') return quoted(value)
  if (type === 'function') return '[Function]'
  if (type === 'accessor') return '[Getter]'
  return type === 'object' && subtype === undefined && value === 'Object' ? '{…}' : value
}

function braces(parts: readonly string[]): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function keyText(name: string): string {
  return /^[\p{ID_Start}$_[][\p{ID_Continue}$\]]*$/u.test(name) ? name : quoted(name)
}

/** Its first line: what a person knows it by. */
function functionText(source: string): string {
  const [line = '', ...rest] = source.split('\n')
  const first = line.replace(/ +(?=[,):])/g, '').replace(/ {2,}/g, ' ') // where its types were
  return rest.length === 0 && first.length <= 120 ? first : `${first.slice(0, 120)} …`
}

function quoted(text: string): string {
  const body = JSON.stringify(cut(text)).slice(1, -1).replaceAll('\\"', '"')
  return body.includes("'") ? `"${body.replaceAll('"', '\\"')}"` : `'${body}'`
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}
