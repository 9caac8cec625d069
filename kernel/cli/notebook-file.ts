/**
 * Notebook files: reading with a judgement that names the place of whatever is wrong, and writing that either succeeds
 * whole or leaves the old file as it was.
 */

import { accessSync, constants, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { KernelError, reasonOf } from '../error'
import type { JsonObject } from '../wire/message'
import { fileFault } from './file-fault'
import type { Cell, Notebook } from './notebook'
import { isObject, joinedCell, notebookText } from './notebook-text'

/** Languages whose notebooks this kernel runs: what TypeScript can read. */
const languages = ['typescript', 'javascript']
const cellTypes = ['code', 'markdown', 'raw']

/** @throws KernelError `notebook` that names the file, the place in it, and what was expected there. */
export function readNotebook(file: string): Notebook {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fileFault(file, 'cannot be read', error)
  }
  try {
    return parseNotebook(text)
  } catch (error) {
    if (!KernelError.is(error)) throw error
    throw new KernelError(error.code, `${file} ${error.message}`, error.hint)
  }
}

export function parseNotebook(text: string): Notebook {
  const root = parseJson(text.replace(/^\uFEFF/, ''))
  if (!isObject(root) || !('cells' in root || 'nbformat' in root)) throw fault('is no notebook: it has no "cells".')
  const { nbformat, nbformat_minor, cells, metadata = {} } = root
  if (typeof nbformat !== 'number') throw fault(`is no notebook: nbformat is ${shown(nbformat)}; expected 4.`)
  if (nbformat !== 4) {
    throw fault(`has nbformat ${nbformat}; expected 4.`, 'Save it once with a current Jupyter, which converts it.')
  }
  if (!Array.isArray(cells)) throw fault(`is broken: cells is ${shown(cells)}; expected a list.`)
  if (!isObject(metadata)) throw fault(`is broken: metadata is ${shown(metadata)}; expected an object.`)
  refuseOtherLanguage(metadata)
  const minor = typeof nbformat_minor === 'number' ? nbformat_minor : 0
  return { ...root, nbformat, nbformat_minor: minor, metadata, cells: cells.map(readCell) }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw fault('is no notebook: it is empty.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw fault(`is not JSON: ${placeOf(text, reasonOf(error))}.`)
  }
}

function placeOf(text: string, reason: string): string {
  const before = text.slice(0, offsetOf(text, reason)).split('\n')
  const what = reason.replace(/,? (in JSON )?(at position|\.{0,3}").*/s, '')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`
}

/** V8 tells the offset of most faults; not of a token that no JSON has there, nor where the text ends too soon. */
function offsetOf(text: string, reason: string): number {
  const [, offset] = /at position (\d+)/.exec(reason) ?? []
  if (offset !== undefined) return Number(offset)
  if (!isBadToken(reason)) return text.length
  // the first letter with which the text before it becomes bad
  let [good, bad] = [0, text.length]
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (isBadToken(jsonFault(text.slice(0, middle)))) bad = middle
    else good = middle
  }
  return good
}

function isBadToken(reason: string): boolean {
  return reason.startsWith('Unexpected token')
}

function jsonFault(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    return reasonOf(error)
  }
}

function refuseOtherLanguage(metadata: JsonObject): void {
  const spec = isObject(metadata.kernelspec) ? metadata.kernelspec : {}
  const info = isObject(metadata.language_info) ? metadata.language_info : {}
  const language = spec.language ?? info.name
  if (typeof language !== 'string' || languages.includes(language.toLowerCase())) return
  const kernel = typeof spec.name === 'string' ? ` (kernel "${spec.name}")` : ''
  throw fault(`is a notebook in ${language}${kernel}; tasklab runs TypeScript.`)
}

function readCell(value: unknown, index: number): Cell {
  const place = `cells[${index}]`
  if (!isObject(value)) throw fault(`is broken: ${place} is ${shown(value)}; expected an object.`)
  const cell = joinedCell(value)
  const { cell_type: type, source, metadata = {}, outputs } = cell
  if (typeof type !== 'string' || !cellTypes.includes(type)) {
    throw fault(`is broken: ${place}.cell_type is ${shown(type)}; expected "code", "markdown" or "raw".`)
  }
  if (typeof source !== 'string') {
    throw fault(`is broken: ${place}.source is ${shown(source)}; expected a string or a list of strings.`)
  }
  if (!isObject(metadata)) throw fault(`is broken: ${place}.metadata is ${shown(metadata)}; expected an object.`)
  if (type === 'code' && outputs !== undefined && !Array.isArray(outputs)) {
    throw fault(`is broken: ${place}.outputs is ${shown(outputs)}; expected a list.`)
  }
  // the old outputs are replaced by a run and only ever written back, so their inside is not judged
  return { ...cell, metadata } as Cell
}

/** Says early that a run could not be saved at its end. */
export function checkWritable(file: string): void {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new KernelError('file', `${file} cannot be written: it is a folder.`)
    }
    accessSync(dirname(target(file)), constants.W_OK)
  } catch (error) {
    throw fileFault(file, 'cannot be written', error)
  }
}

/** Written beside it first, then renamed over it. */
export function writeNotebook(file: string, notebook: Notebook): void {
  const real = target(file)
  const fresh = join(dirname(real), `.${basename(real)}.${process.pid}.tmp`)
  try {
    writeFileSync(fresh, notebookText(notebook), { mode: modeOf(real) })
    renameSync(fresh, real)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw fileFault(file, 'cannot be written', error)
  }
}

/** A link stays a link: what it points to is replaced. */
function target(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

function modeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mode ?? 0o666
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function fault(message: string, hint?: string): KernelError {
  return new KernelError('notebook', message, hint)
}
