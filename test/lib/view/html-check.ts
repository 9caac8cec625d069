/**
 * What JupyterLab's sanitizer and a browser would make of a fragment: every tag closed, and no tag, attribute or style
 * that an untrusted notebook would lose. The lists are those of JupyterLab's sanitizer, as far as the views use them.
 */
import { strict as assert } from 'node:assert'

const tags = new Set(
  'div span table thead tbody tr th td details summary pre code strong small ul li progress b em br p'.split(' '),
)
const attributes = new Set('style title colspan value max open'.split(' '))
const properties = new Set(
  (
    'background-color border border-bottom border-collapse border-left border-radius color display font-family ' +
    'font-size font-weight height line-height margin max-height max-width min-width opacity overflow padding ' +
    'text-align vertical-align white-space width word-break'
  ).split(' '),
)

/** One element with its text, tags left out and entities read. */
export interface CheckedElement {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly style: ReadonlyMap<string, string>
  text: string
}

/** Parses a fragment, fails where it would not survive, and gives its elements in order. */
export function checkHtml(fragment: unknown): readonly CheckedElement[] {
  assert.equal(typeof fragment, 'string')
  const elements: CheckedElement[] = []
  const open: CheckedElement[] = []
  for (const [, close, tag = '', rest = '', text] of String(fragment).matchAll(
    /<(\/?)(\w+)((?:\s[^<>]*)?)>|([^<]+)/g,
  )) {
    if (text !== undefined) {
      for (const element of open) element.text += readEntities(text)
      continue
    }
    if (close === '/') {
      assert.equal(open.pop()?.tag, tag, `</${tag}> closes what was not opened last`)
      continue
    }
    assert.ok(tags.has(tag), `<${tag}> would be dropped`)
    const element = { tag, attributes: readAttributes(rest), style: new Map<string, string>(), text: '' }
    for (const [name, value] of readStyle(element.attributes.get('style') ?? '')) element.style.set(name, value)
    elements.push(element)
    if (tag !== 'br') open.push(element)
  }
  assert.deepEqual(
    open.map(element => element.tag),
    [],
    'every tag is closed',
  )
  return elements
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(/([\w-]+)="([^"]*)"/g)) {
    assert.ok(attributes.has(name), `${name}="${value}" would be dropped`)
    found.set(name, readEntities(value))
  }
  assert.equal(text.replaceAll(/\s+[\w-]+="[^"]*"/g, '').trim(), '', 'attributes are quoted')
  return found
}

function readStyle(text: string): readonly (readonly [string, string])[] {
  return text.split(';').flatMap(part => {
    const [name = '', value = ''] = part.split(':').map(each => each.trim())
    if (name === '') return []
    assert.ok(properties.has(name), `the style ${name} would be dropped`)
    assert.doesNotMatch(value, /inherit|var\(|url\(|calc\(/, `${name}: ${value} would be dropped`)
    return [[name, value] as const]
  })
}

const readEntities = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** The texts of a table's cells, row by row. */
export function cellTexts(fragment: unknown): readonly (readonly string[])[] {
  checkHtml(fragment)
  return [...String(fragment).matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      readEntities(
        cell
          .replaceAll(/<\/?(?:span|code|strong|small)\b[^>]*>/g, '')
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ),
    ),
  )
}
