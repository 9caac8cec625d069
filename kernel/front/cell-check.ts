/**
 * The type check of one execute_request. It starts once the reply is sent, so that a cell that takes no time has the
 * machine for itself, and beside a cell that takes longer; the reply waits for nothing. What the check finds is
 * published after the reply, before idle if it is there within 50 ms, else when it comes.
 * In strict mode the check comes first, and a cell with type errors does not run.
 */

import type { ErrorReport } from '../link'
import type { CellRequest } from './cell-request'
import { deadline } from './deadline'
import { diagnosticText, strictReport } from './diagnostic-text'
import type { Publisher } from './publisher'
import type { SessionTypes } from './session-types'
import type { CellSource, Diagnostic } from './types/type-service'

/** Front ends like nbclient stop reading after idle. */
const idleWaitsMs = 50
/** UTF-16 units. A cell that is mostly data would keep the compiler busy; what it declares is then known by name alone. */
const longestChecked = 1 << 20

/** Milliseconds of a cell until its check starts beside it. */
const startsAfter = 10

/** A cell, or the part of one that is code. */
export type CheckedSource = CellSource & {
  readonly title: string
  /** What stands on its lines for the person, magics too; without it the source. */
  readonly written?: string
}

interface Checked {
  readonly cell: CheckedSource
  /** Once it has started. */
  found?: Promise<readonly Diagnostic[]>
}

export class CellCheck {
  readonly #types: SessionTypes
  readonly #request: CellRequest
  /** A magic may run the same source many times. */
  readonly #checked: Checked[] = []
  #timer: NodeJS.Timeout | undefined
  #failure: ErrorReport | undefined

  constructor(types: SessionTypes, request: CellRequest) {
    this.#types = types
    this.#request = request
  }

  /** Why the source may not run. */
  async refusal(cell: CheckedSource): Promise<ErrorReport | undefined> {
    const { source, title, written = source } = cell
    if (
      this.#types.mode !== 'strict' ||
      source.trim() === '' ||
      source.length > longestChecked ||
      this.#isKnown(source)
    )
      return undefined
    this.#types.start()
    const found = await this.#types.check(cell)
    const errors = found.filter(({ severity, code }) => severity === 'error' && !isSyntax(code))
    if (errors.length > 0) return strictReport(errors, written, title)
    this.#checked.push({ cell, found: Promise.resolve(found) })
    this.#types.add(cell)
    return undefined
  }

  /** To be called when the source has been handed to the cell host. */
  begin(cell: CheckedSource): void {
    if (this.#isKnown(cell.source)) return
    this.#checked.push({ cell })
    this.#timer ??= setTimeout(() => this.#start(), startsAfter)
  }

  /** What the cell has failed with: what it says of a module that is not there need not be said again. */
  failed(report: ErrorReport): void {
    this.#failure = report
  }

  /** To be called when the reply has been sent; resolves when idle may follow. */
  async publish(publisher: Publisher): Promise<void> {
    const found = this.#start()
    if (this.#request.silent || found.length === 0) return
    const published = Promise.all(found).then(all => {
      const news = all.map(found => found.filter(one => !isSaidBy(this.#failure, one)))
      const text = news.map((one, i) => textOf(one, this.#checked[i])).join('')
      publisher.stream(this.#request.message.header, 'stderr', text)
    })
    if (this.#types.isStarted) await deadline(published, idleWaitsMs)
  }

  #start(): readonly Promise<readonly Diagnostic[]>[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#checked.map(checked => {
      checked.found ??= this.#ask(checked.cell)
      return checked.found
    })
  }

  #ask(cell: CheckedSource): Promise<readonly Diagnostic[]> {
    const isLong = cell.source.length > longestChecked
    // a silent cell publishes nothing
    const found = this.#request.silent || isLong ? Promise.resolve([]) : this.#types.check(cell).catch(() => [])
    this.#types.add(isLong && cell.module === undefined ? namesOnly(cell) : cell)
    return found
  }

  #isKnown(source: string): boolean {
    return this.#checked.some(({ cell }) => cell.source === source)
  }
}

function namesOnly({ declares = [], ...cell }: CheckedSource): CheckedSource {
  return { ...cell, source: declares.map(({ name }) => `declare let ${name}: any`).join('\n') }
}

function textOf(found: readonly Diagnostic[], checked: Checked | undefined): string {
  if (checked === undefined) return ''
  const { source, title, written = source } = checked.cell
  return diagnosticText(found, written, title)
}

/** The compiler's word on a module that the cell's own error says is not there. */
function isSaidBy(failure: ErrorReport | undefined, { code, message }: Diagnostic): boolean {
  const [, module] = /^Cannot find module '([^']+)'/.exec(message) ?? []
  if (code !== moduleNotFound || module === undefined) return false
  const packageName = module.split('/', module.startsWith('@') ? 2 : 1).join('/')
  const said = /^(?:Cannot find|Cells do not import) (.+)/s.exec(failure?.evalue ?? '')?.[1]
  return said?.includes(module) === true || said?.includes(`'${packageName}'`) === true
}

const moduleNotFound = 2307

/** The kernel says it itself, in its own words. */
function isSyntax(code: number): boolean {
  return code >= 1000 && code < 2000
}
