/**
 * How a run looks on a terminal, or in a log: every cell with its number and the first lines of its source, then what it
 * shows, as it comes. On a TTY a status line under it tells which cell runs and for how long, and a display that is
 * updated changes in place while it is the last thing there; elsewhere only its last state is printed, at the cell's end.
 * Invariant: the status line is always the last thing on the screen, and only ever stands on a line of its own.
 */

import { stripVTControlCharacters, styleText } from 'node:util'
import { outputText } from './bundle-text'
import type { Recorded } from './recorder'

/** What is needed of process.stdout. */
export interface Screen {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

type Style = Parameters<typeof styleText>[0]

const shownLines = 6
/** `![…](data:image/png;base64,…)` */
const embeddedPicture = /\(data:image\/[^)]*\)/g
/** What a notebook hides until somebody opens it, such as the solution of an exercise. */
const folded = /<details>\s*<summary>(.*?)<\/summary>[\s\S]*?<\/details>/g
const statusMs = 100
/** A cell that is over sooner gets no line with its time. */
const notableMs = 100

export class Terminal {
  readonly #screen: Screen
  readonly #colours: boolean
  readonly #inPlace: boolean
  #statusTimer: NodeJS.Timeout | undefined
  #statusShown = false
  #atLineStart = true
  /** The display that was printed last, if nothing was printed after it. */
  #lastDisplay: { readonly id: string; readonly text: string } | undefined
  /** Displays whose last update is not on the screen yet. */
  readonly #stale = new Map<string, string>()

  constructor(screen: Screen, env: NodeJS.ProcessEnv) {
    this.#screen = screen
    this.#inPlace = screen.isTTY === true && env.TERM !== 'dumb'
    this.#colours = wantsColours(screen, env)
  }

  prose(source: string): void {
    const open = source.trimEnd().replace(embeddedPicture, '(picture)').replace(folded, '▸ $1: in the notebook')
    const lines = open.split('\n')
    const text = lines.map(line => this.#styled(line.startsWith('#') ? ['bold'] : ['dim'], line))
    this.#print(`\n${text.join('\n')}\n`)
  }

  cellStarted(number: number, count: number, source: string): void {
    const label = `[${String(number).padStart(String(count).length)}/${count}]`
    const margin = ' '.repeat(label.length + 1)
    const [first = '', ...rest] = excerpt(source, line => this.#styled(['dim'], line))
    this.#print(
      `\n${this.#styled(['cyan'], label)} ${first}\n${rest.map(line => `${line && margin}${line}\n`).join('')}`,
    )
    const start = performance.now()
    if (!this.#inPlace) return
    this.#statusTimer = setInterval(() => this.#showStatus(`${label} ${seconds(performance.now() - start)}`), statusMs)
  }

  show(recorded: Recorded): void {
    const { text, notes } = outputText(recorded.output)
    const said = [...(text === '' ? [] : [text]), ...notes.map(note => this.#styled(['dim'], `[${note}]`))].join('\n')
    if (recorded.kind === 'updated') this.#showUpdate(recorded.displayId, said)
    else if (recorded.output.output_type === 'stream') this.#print(said)
    else this.#showBlock(said, recorded.displayId)
  }

  cellEnded(ms: number): void {
    clearInterval(this.#statusTimer)
    for (const text of this.#stale.values()) this.#showBlock(text)
    this.#stale.clear()
    if (ms >= notableMs) this.#showBlock(this.#styled(['dim'], seconds(ms)))
    else this.#hideStatus()
  }

  /** A line about the run as a whole. */
  note(text: string, style: Style = []): void {
    this.#showBlock(this.#styled(style, text))
  }

  #showUpdate(id: string, text: string): void {
    const last = this.#lastDisplay
    const height = last === undefined ? 0 : heightOf(last.text, this.#screen)
    if (!this.#inPlace || last?.id !== id || height >= (this.#screen.rows ?? 24)) {
      this.#stale.set(id, text)
      return
    }
    this.#hideStatus()
    this.#screen.write(`\x1b[${height}A\r\x1b[J`)
    this.#showBlock(text, id)
  }

  /** On lines of its own. */
  #showBlock(text: string, displayId?: string): void {
    if (text !== '') this.#print(`${this.#atLineStart ? '' : '\n'}${text}${text.endsWith('\n') ? '' : '\n'}`)
    if (displayId !== undefined) this.#lastDisplay = { id: displayId, text }
  }

  #print(text: string): void {
    if (text === '') return
    this.#hideStatus()
    this.#lastDisplay = undefined
    this.#screen.write(this.#colours ? text : stripVTControlCharacters(text))
    this.#atLineStart = text.endsWith('\n')
  }

  #showStatus(text: string): void {
    if (!this.#atLineStart) return
    this.#screen.write(`\r\x1b[K${this.#styled(['dim'], text)}`)
    this.#statusShown = true
  }

  #hideStatus(): void {
    if (this.#statusShown) this.#screen.write('\r\x1b[K')
    this.#statusShown = false
  }

  #styled(style: Style, text: string): string {
    return this.#colours && text !== '' ? styleText(style, text, { validateStream: false }) : text
  }
}

/** https://no-color.org and https://force-color.org */
export function wantsColours(screen: Screen, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return screen.isTTY === true && env.TERM !== 'dumb'
}

function excerpt(source: string, style: (line: string) => string): string[] {
  const lines = source.trimEnd().split('\n')
  // one line more is not worth a line that says so
  const shown = lines.length > shownLines + 1 ? lines.slice(0, shownLines) : lines
  const hidden = lines.length - shown.length
  return [...shown.map(style), ...(hidden > 0 ? [style(`… ${hidden} more lines`)] : [])]
}

/** How many rows of the screen a block takes, with lines that do not fit on one. */
function heightOf(text: string, { columns = 80 }: Screen): number {
  const lines = stripVTControlCharacters(text.replace(/\n$/, '')).split('\n')
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), 0)
}

/** `0.42 s`, `5.02 s`, `2 min 5 s`. */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
  const whole = Math.round(ms / 1000)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
