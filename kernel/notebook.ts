/**
 * `import { display } from 'tasklab/notebook'`: what a cell has without importing it, for the files that cells import.
 * Outside a kernel everything prints plain text, or asks on the terminal, so that the same file also runs as a script.
 */

import { inspect } from 'node:util'
import type { Buffers, JsonObject, Metadata, MimeBundle } from './link'
import { terminalHost } from './notebook-terminal'

export type { Buffers, JsonObject, Metadata, MimeBundle }

/** How a value is shown. */
export interface DisplayOptions {
  /** A display that is shown again under its id is updated in place, wherever it stands. */
  readonly id?: string
  /** The value is a MIME bundle already. */
  readonly raw?: boolean
  readonly metadata?: Metadata
}

/** A display that was shown; `update` replaces it in place. */
export interface DisplayHandle {
  readonly id: string
  update(value: unknown, options?: Omit<DisplayOptions, 'id'>): void
}

/** What a comm may send besides its data. */
export interface CommExtras {
  readonly metadata?: Metadata
  readonly buffers?: Buffers
}

/** What a comm brings. */
export interface CommEvent {
  readonly data: JsonObject
  readonly metadata: JsonObject
  readonly buffers: Buffers
}

/** One end of a channel to code in the front end. */
export interface Comm {
  readonly id: string
  readonly target: string
  /** @throws Error when the comm is closed. */
  send(data: JsonObject, extras?: CommExtras): void
  onMessage(listener: (event: CommEvent) => unknown): void
  onClose(listener: (event: CommEvent) => unknown): void
  close(data?: JsonObject, extras?: CommExtras): void
}

/** Called when the front end opens a comm to a registered target. */
export type CommTarget = (comm: Comm, event: CommEvent) => unknown

/** What a kernel provides; found by a symbol, so that any copy of this module reaches the running kernel. @internal */
export interface NotebookHost {
  display(value: unknown, options: DisplayOptions & { readonly id: string; readonly update: boolean }): void
  clearOutput(wait: boolean): void
  input(prompt: string, password: boolean): Promise<string>
  inputAndWait(prompt: string): string | null
  readonly comm: {
    register(target: string, onOpen: CommTarget): void
    open(target: string, data?: JsonObject, extras?: CommExtras): Comm
  }
}

const hostKey = Symbol.for('tasklab.notebook')

/** A kernel's cell host calls this once. @internal */
export function provideNotebookHost(provided: NotebookHost): void {
  Reflect.set(globalThis, hostKey, provided)
}

function host(): NotebookHost {
  const provided: NotebookHost | undefined = Reflect.get(globalThis, hostKey)
  return provided ?? terminalHost
}

const shown = new Set<string>()
let ids = 0

function show(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const id = options.id ?? `${process.pid}-${++ids}-${Date.now()}`
  host().display(value, { ...options, id, update: shown.has(id) })
  shown.add(id)
  const update: DisplayHandle['update'] = (next, more) => host().display(next, { ...more, id, update: true })
  return Object.defineProperty({ id, update }, Symbol.for('Jupyter.display'), { value: nothing })
}

/** What a handle shows of itself: as a cell's last expression it adds nothing to what was shown. */
const nothing = (): MimeBundle => ({})

/** Shows a text as this MIME type, with the text itself for front ends that cannot; an update that is a text too. */
function text(mime: string): (content: string, options?: Omit<DisplayOptions, 'raw'>) => DisplayHandle {
  return kind(content => ({ [mime]: String(content), 'text/plain': String(content) }))
}

/** Shows a picture from its bytes. */
function picture(mime: string): (bytes: Uint8Array, options?: Omit<DisplayOptions, 'raw'>) => DisplayHandle {
  return kind(bytes => {
    const plain = `<${mime}, ${bytes.byteLength} bytes>`
    return { [mime]: Buffer.from(bytes).toString('base64'), 'text/plain': plain }
  })
}

/** Shows contents of one kind; what the handle updates is of that kind too, where it is not `raw`. */
function kind<C extends string | Uint8Array>(
  bundle: (content: C) => MimeBundle,
): (content: C, options?: Omit<DisplayOptions, 'raw'>) => DisplayHandle {
  return (content, options) => {
    const handle = show(bundle(content), { ...options, raw: true })
    const { update } = handle
    const isOfKind = (value: unknown): value is C =>
      typeof content === 'string' ? typeof value === 'string' : value instanceof Uint8Array
    return Object.assign(handle, {
      update(value: unknown, more?: Omit<DisplayOptions, 'id'>): void {
        if (isOfKind(value)) update(bundle(value), { ...more, raw: true })
        else update(value, more)
      },
    })
  }
}

/** Shows a value in the cell that is running: by its own view, else as Node prints it. */
export const display = Object.assign(show, {
  html: text('text/html'),
  markdown: text('text/markdown'),
  latex: text('text/latex'),
  svg: kind((content: string) => {
    const svg = String(content)
    return { 'image/svg+xml': svg, 'text/plain': `<image/svg+xml, ${svg.length} characters>` }
  }),
  javascript: text('application/javascript'),
  json: (value: unknown, options?: Omit<DisplayOptions, 'raw'>): DisplayHandle =>
    show({ 'application/json': value, 'text/plain': JSON.stringify(value, null, 2) }, { ...options, raw: true }),
  png: picture('image/png'),
  jpeg: picture('image/jpeg'),
  /**
   * A vega-lite 5 spec, as a chart: front ends draw it themselves, others get a picture.
   * @throws TypeError for what is no spec.
   */
  vegaLite(spec: object, options?: Omit<DisplayOptions, 'raw'>): DisplayHandle {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
      throw new TypeError(`display.vegaLite() takes a vega-lite spec, an object; got ${inspect(spec)}.`)
    }
    const { chartBundle, chartText } = views()
    const chart = spec as Readonly<Record<string, unknown>>
    const plain = chartText(chart)
    return show(
      withDisplay(() => chartBundle(chart), plain),
      options,
    )
  },
  /**
   * Records as a table: an array of plain objects, an Arrow table, a polars frame.
   * @throws TypeError for what is no table.
   */
  table(
    records: unknown,
    {
      rows,
      columns,
      ...options
    }: Omit<DisplayOptions, 'raw'> & { readonly rows?: number; readonly columns?: number } = {},
  ): DisplayHandle {
    const limits = { ...(rows !== undefined && { rows }), ...(columns !== undefined && { columns }) }
    const bundle = views().tableBundle(records, limits)
    if (bundle !== undefined) return show(bundle, { ...options, raw: true })
    if (Array.isArray(records) && records.length === 0)
      return show({ 'text/plain': 'no rows' }, { ...options, raw: true })
    throw new TypeError(
      `display.table() takes an array of plain objects, an Arrow table or a polars frame; got ${inspect(records, { depth: 0 })}.`,
    )
  },
})

/** The library's views, loaded with it when they are first asked for. */
function views(): typeof import('./flow/shown') {
  return require('./flow/shown') as typeof import('./flow/shown')
}

/** A value that shows itself in a kernel, and prints as this text elsewhere. */
function withDisplay(bundle: () => Promise<MimeBundle>, plain: string): object {
  return { [Symbol.for('Jupyter.display')]: bundle, [inspect.custom]: () => plain }
}

/** Clears the cell's output: at once, or when the next output comes. */
export function clearOutput({ wait = false }: { readonly wait?: boolean } = {}): void {
  host().clearOutput(wait)
}

/** Asks the person for a line. @throws InputError where the front end cannot ask. */
export function input(prompt = '', { password = false }: { readonly password?: boolean } = {}): Promise<string> {
  return host().input(prompt, password)
}

/** Asks for a line, and does nothing else until it is there; the default for an empty one. */
export function prompt(message = '', defaultValue?: string): string | null {
  const answer = host().inputAndWait(defaultValue === undefined ? `${message} ` : `${message} [${defaultValue}] `)
  return answer === '' && defaultValue !== undefined ? defaultValue : answer
}

/** Asks a question that yes and no answer; anything but yes is no. */
export function confirm(message = ''): boolean {
  return /^y(es)?$/i.test(host().inputAndWait(`${message} [y/N] `)?.trim() ?? '')
}

/** Channels to code in the front end. */
export const comm: NotebookHost['comm'] = {
  register: (target, onOpen) => host().comm.register(target, onOpen),
  open: (target, data, extras) => host().comm.open(target, data, extras),
}
