/**
 * HTML that cannot be injected into: the `html` tag escapes everything but what it made itself, and masks secrets
 * before, because an escaped one would not be recognised.
 * Only tags, attributes and inline styles that JupyterLab's sanitizer lets through are worth writing here: no <style>,
 * no svg, no `inherit`, no `gap`; a sanitized table must still read well, and GitHub drops the styles too.
 */
import { maskSecrets } from '../store/secrets'

/** A fragment that is safe to insert as it is. Made by `html` alone. */
export class SafeHtml {
  private constructor(readonly text: string) {}

  /** Text, lists of fragments and nothing (undefined, null, false); anything else is printed and escaped. */
  static from(part: unknown): SafeHtml {
    if (part instanceof SafeHtml) return part
    if (part === undefined || part === null || part === false) return new SafeHtml('')
    if (Array.isArray(part)) return new SafeHtml(part.map(each => SafeHtml.from(each).text).join(''))
    return new SafeHtml(escapeHtml(String(part)))
  }

  /** The tag: what stands in the template is trusted, what is filled in is not. */
  static tag(template: TemplateStringsArray, ...values: readonly unknown[]): SafeHtml {
    const filled = template.map(
      (piece, index) => piece + (index < values.length ? SafeHtml.from(values[index]).text : ''),
    )
    return new SafeHtml(filled.join(''))
  }
}

/** Fills a template with escaped values. Attributes must be written in double quotes. */
export const html = SafeHtml.tag

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string =>
  maskSecrets(plainText(text)).replace(/[&<>"']/g, char => entities[char] ?? char)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f]/g

/** The text without terminal colours and control characters: error messages of test tools are full of them. */
export const plainText = (text: string): string => text.replace(ansiSequence, '').replace(controlCharacter, '')

/** Inline CSS from properties: `{ 'text-align': 'left' }`. Only for values of our own. */
export const style = (properties: Readonly<Record<string, string | number>>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ')
