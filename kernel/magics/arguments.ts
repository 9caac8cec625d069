/**
 * The arguments of a magic: options at the front, getopt's way, then the rest as it was typed. Pure.
 * An option that is not known, or lacks its value, is an error that names the magic, the option and the usage.
 */

import { nearest } from '../cli/nearest'
import { KernelError } from '../error'
import { type Magic, nameOf } from './magic'

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

export interface MagicOptions {
  /** Value of each option that was given; the empty string for one without a value. */
  readonly options: ReadonlyMap<string, string>
  readonly rest: string
}

/** Which options there are: `-n`, `--no-stdout`; true for those with a value. */
export type OptionForms = Readonly<Record<string, boolean>>

/** Reads `-n5`, `-n 5`, `-qo`, `--name`, `--name=value`, `--name value`; `--` ends the options. */
export function parseOptions(magic: Magic, args: string, forms: OptionForms): MagicOptions {
  const options = new Map<string, string>()
  let rest = args.trimStart()
  for (;;) {
    const [word] = /^-\S*/.exec(rest) ?? []
    if (word === undefined || word === '-' || /^-[\d.]/.test(word)) return { options, rest }
    rest = rest.slice(word.length).trimStart()
    if (word === '--') return { options, rest }
    const [name, value] = word.startsWith('--') ? longOption(word) : shortOption(word)
    const takesValue = forms[name]
    if (takesValue === undefined) throw unknownOption(magic, name, forms)
    if (!takesValue) {
      options.set(name, '')
      if (value === undefined || value === '') continue
      if (word.startsWith('--')) throw usageError(magic, `The option ${name} takes no value.`)
      rest = `-${value} ${rest}` // -qo: the letters one by one
    } else if (value !== undefined && value !== '') {
      options.set(name, value)
    } else {
      const [next] = wordsOf(magic, rest.split('\n', 1)[0] ?? '')
      if (next === undefined) throw usageError(magic, `The option ${name} needs a value.`)
      options.set(name, next.text)
      rest = rest.slice(next.end).trimStart()
    }
  }
}

/** A number option. */
export function numberOption(magic: Magic, options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name)
  if (text === undefined) return undefined
  const value = Number(text.replaceAll('_', ''))
  if (Number.isInteger(value) && value > 0) return value
  throw usageError(magic, `${name} is ${JSON.stringify(text)}; expected a whole number above 0.`)
}

export interface Word {
  readonly text: string
  /** Where it ends in the arguments. */
  readonly end: number
}

/** Words as a shell splits them: quotes hold together, a backslash keeps the next character. */
export function wordsOf(magic: Magic, args: string): readonly Word[] {
  const found: Word[] = []
  let text: string | undefined
  let quote = ''
  for (let at = 0; at < args.length; at++) {
    const letter = args[at] ?? ''
    if (quote !== '') {
      if (letter === quote) quote = ''
      else if (letter === '\\' && quote === '"' && /["\\]/.test(args[at + 1] ?? '')) text += args[++at] ?? ''
      else text += letter
    } else if (/\s/.test(letter)) {
      if (text !== undefined) found.push({ text, end: at })
      text = undefined
    } else {
      text ??= ''
      if (letter === '"' || letter === "'") quote = letter
      else if (letter === '\\' && at + 1 < args.length) text += args[++at] ?? ''
      else text += letter
    }
  }
  if (quote !== '') throw usageError(magic, `A ${quote} is not closed.`)
  if (text !== undefined) found.push({ text, end: args.length })
  return found
}

/** The one word that the arguments are. */
export function onlyWord(magic: Magic, args: string, what: string): string {
  const [word, more] = wordsOf(magic, args)
  if (word === undefined) throw usageError(magic, `${capital(what)} is missing.`)
  if (more === undefined) return word.text
  throw usageError(magic, `One ${what.replace(/^an? /, '')} is expected, got ${JSON.stringify(args)}.`)
}

/** The name of a variable to be declared. */
export function variableName(magic: Magic, name: string): string {
  if (isName(name)) return name
  throw usageError(magic, `${JSON.stringify(name)} is no name.`)
}

/** Only the parser knows all reserved words. */
function isName(name: string): boolean {
  if (!identifier.test(name)) return false
  try {
    new Function(`'use strict'; async () => { const ${name} = 0 }`)
    return true
  } catch {
    return false
  }
}

export function noArguments(magic: Magic, args: string): void {
  if (args !== '') throw usageError(magic, `It takes no arguments, got ${JSON.stringify(args)}.`)
}

/** What is wrong with a magic's line. */
export function usageError(magic: Magic, what: string): KernelError {
  return new KernelError('magic-usage', `${nameOf(magic)}: ${what}`, `Usage: ${magic.usage}`)
}

function unknownOption(magic: Magic, name: string, forms: OptionForms): KernelError {
  const known = Object.keys(forms)
  const close = nearest(name, known)
  const there = known.length === 0 ? 'It has none.' : `There are ${known.join(', ')}.`
  return usageError(magic, `There is no option ${name}. ${close === undefined ? there : `Did you mean ${close}?`}`)
}

function longOption(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function shortOption(word: string): readonly [string, string | undefined] {
  return [word.slice(0, 2), word.slice(2)]
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
