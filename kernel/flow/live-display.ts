/**
 * A display that fills in place while something goes on: shown once it has gone on for a while, then at most ten times a
 * second, less often where drawing is slow, and now and then without a change, so that times tick.
 * Invariants: what is drawn last is the end; after it there is no timer. Time and display are given.
 */

import type { MimeBundle } from '../link'

/** What is drawn at one moment. */
export interface Picture {
  readonly bundle: MimeBundle
  /** What is to stand there if the process ends before the next picture; none for the last one. */
  readonly ifCutOff?: MimeBundle
}

/** Milliseconds. */
export const pace = { first: 200, update: 100, tick: 500 } as const
/** Drawing takes at most this share of the time. */
const share = 0.1

export interface LiveSurroundings {
  readonly now: () => number
  /** Calls later; what it gives calls it off. */
  readonly after: (milliseconds: number, call: () => void) => () => void
  /** Shows a picture; what it gives shows another one in its place. */
  readonly show: (picture: Picture) => (picture: Picture) => void
}

export class LiveDisplay {
  readonly #draw: () => Picture
  readonly #around: LiveSurroundings
  #update: ((picture: Picture) => void) | undefined
  #timer: { readonly due: number; readonly stop: () => void } | undefined
  #drawnAt = 0
  #rest: number = pace.update
  #html: unknown
  #isOver = false

  constructor(draw: () => Picture, around: LiveSurroundings) {
    this.#draw = draw
    this.#around = around
    this.#at(around.now() + pace.first)
  }

  /** Whether anything of it has been seen. */
  get isShown(): boolean {
    return this.#update !== undefined
  }

  /** Something is new; of several changes in a short time one picture is drawn. */
  changed(): void {
    if (this.isShown && !this.#isOver) this.#at(this.#drawnAt + this.#rest)
  }

  /** The same for what may not give timers their turn: draws at once if it is time to. */
  changedBusy(): void {
    if (this.#isOver || this.#around.now() < (this.isShown ? this.#drawnAt + this.#rest : (this.#timer?.due ?? 0)))
      return
    this.#tick()
  }

  /** The last picture; where nothing was seen so far, nothing is shown now either. */
  end(draw: () => MimeBundle): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#timer?.stop()
    this.#timer = undefined
    this.#update?.({ bundle: draw() })
  }

  /** The earliest time that was asked for counts. */
  #at(due: number): void {
    if (this.#timer !== undefined && this.#timer.due <= due) return
    this.#timer?.stop()
    const wait = Math.max(0, due - this.#around.now())
    this.#timer = { due, stop: this.#around.after(wait, () => this.#tick()) }
  }

  #tick(): void {
    this.#timer?.stop()
    this.#timer = undefined
    const began = this.#around.now()
    this.#show(this.#draw())
    this.#drawnAt = this.#around.now()
    this.#rest = Math.max(pace.update, (this.#drawnAt - began) / share)
    this.#at(this.#drawnAt + Math.max(pace.tick, this.#rest))
  }

  #show(picture: Picture): void {
    const html = picture.bundle['text/html']
    if (html !== undefined && html === this.#html) return // as it stands there already
    this.#html = html
    if (this.#update === undefined) this.#update = this.#around.show(picture)
    else this.#update(picture)
  }
}
