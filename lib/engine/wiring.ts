/**
 * How a task's inputs are made, as a text: its constants by their content, results by the slug of the task that they
 * come from. Two equal texts mean that a result was made from the same inputs, as far as its upstream's results are
 * the same. Lists that are mapped over count for each child by its own element.
 * Plain edges are no part of it: a task that only comes first gives no input.
 */
import type { Pattern, Source } from '../argument'
import type { EdgeRecord } from '../edge'
import { fingerprint, fingerprintText } from '../store/fingerprint'
import { listOf } from './inputs'
import type { PlanNode } from './plan'

/** The wiring of a task: a JSON object from the names of its inputs to texts. */
export function wiringOf(node: PlanNode): string {
  if (node.args.length === 0) return ''
  const texts: Record<string, string> = {}
  for (const { key, source } of node.args) texts[key] = textOf(source)
  return JSON.stringify(texts)
}

/** The same of what one child has for itself; none for a task that maps over results alone. */
export function elementWiring({ args }: PlanNode): ((mapIndex: number) => string) | undefined {
  const lists = args.flatMap(({ key, source }) =>
    isElementwise(source) ? [{ key, text: elementTexts(source as Listed) }] : [],
  )
  if (lists.length === 0) return undefined
  return mapIndex => JSON.stringify(Object.fromEntries(lists.map(({ key, text }) => [key, text(mapIndex)])))
}

/** What differs between two wirings, in the words of a plan: `its input "n" was 1 and is now 2`. */
export function wiringChanges(before: string, now: string): string[] {
  const [then, today] = [parsed(before), parsed(now)]
  const names = new Set([...Object.keys(then), ...Object.keys(today)])
  return [...names].flatMap(name => {
    const [a, b] = [then[name], today[name]]
    if (a === b) return []
    if (a === undefined) return [`its input "${name}" is new`]
    if (b === undefined) return [`it no longer has the input "${name}"`]
    const [was, is] = [words(a), words(b)]
    return [
      was === undefined || is === undefined || was === is
        ? `its input "${name}" changed`
        : `its input "${name}" was ${was} and is now ${is}`,
    ]
  })
}

type Listed = Exclude<Source, EdgeRecord>

/** A list that is known when the flow is built, and mapped over. */
function isElementwise(source: Source): boolean {
  if (source.kind === 'edge' || !source.mapped) return false
  return source.kind === 'constant' || !isKeyed(source)
}

function isKeyed({ kind }: Pattern): boolean {
  return kind === 'object' || kind === 'map'
}

function textOf(source: Source): string {
  if (source.kind === 'edge') return `${source.mapped ? '<*' : '<'}${source.flat ? '*' : ''}${source.upstream.slug}`
  if (isElementwise(source)) return '=*'
  if (source.kind === 'constant') return `=${fingerprint(source.value)}`
  const parts = source.parts.map(([name, part]) => `${isKeyed(source) ? fingerprint(name) : ''}${textOf(part)}`)
  return `${source.kind}(${parts.join(',')})`
}

function elementTexts(source: Listed): (mapIndex: number) => string {
  if (source.kind === 'constant') {
    const items = listOf(source.value) ?? []
    return mapIndex => `=${fingerprint(items[mapIndex])}`
  }
  return mapIndex => {
    const part = source.parts[mapIndex]?.[1]
    return part === undefined ? '' : textOf(part)
  }
}

function parsed(wiring: string): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const line of wiring.split('\n')) {
    if (line === '') continue
    try {
      Object.assign(texts, JSON.parse(line))
    } catch {
      texts[''] = line
    }
  }
  return texts
}

/** `<create_payload-1` and `=[5]` as a person says it; none for what is only a digest. */
function words(text: string): string | undefined {
  if (text.startsWith('<')) return `the result of ${text.replace(/^<\**/, '')}`
  return text.startsWith('=') ? fingerprintText(text.slice(1)) : undefined
}
