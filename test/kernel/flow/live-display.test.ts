import { deepEqual, equal } from 'node:assert/strict'
import { LiveDisplay } from '../../../kernel/flow/live-display'

/** Time that passes when it is told to, and what is drawn in it. */
class Stage {
  at = 0
  drawing = 0
  readonly shown: [at: number, picture: unknown][] = []
  #timers: { readonly due: number; readonly call: () => void }[] = []
  picture = 'a'

  readonly live = new LiveDisplay(
    () => {
      this.at += this.drawing
      return { bundle: { 'text/html': this.picture } }
    },
    {
      now: () => this.at,
      after: (milliseconds, call) => {
        const timer = { due: this.at + milliseconds, call }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter(each => each !== timer)
        }
      },
      show: ({ bundle }) => {
        this.shown.push([this.at, bundle['text/html']])
        return next => void this.shown.push([this.at, next.bundle['text/html']])
      },
    },
  )

  get timers(): number {
    return this.#timers.length
  }

  pass(milliseconds: number): void {
    const end = this.at + milliseconds
    for (;;) {
      const next = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter(each => each !== next)
      this.at = Math.max(this.at, next.due)
      next.call()
    }
    this.at = Math.max(this.at, end)
  }
}

describe('A live display', () => {
  it('shows nothing of what ends soon', () => {
    const stage = new Stage()
    stage.live.changed()
    stage.pass(199)
    stage.live.end(() => ({ 'text/html': 'end' }))
    stage.pass(5000)
    deepEqual(stage.shown, [])
    equal(stage.live.isShown, false)
  })

  it('draws many changes at most ten times a second, the last one included', () => {
    const stage = new Stage()
    stage.pass(200)
    for (let n = 0; n < 100; n++) {
      stage.picture = `p${n}`
      stage.live.changed()
      stage.pass(10)
    }
    stage.pass(100)
    equal(stage.shown.length, 11)
    equal(stage.shown.at(-1)?.[1], 'p99')
    const times = stage.shown.map(([at]) => at)
    equal(
      times.every((at, n) => n === 0 || at - (times[n - 1] ?? 0) >= 100),
      true,
    )
  })

  it('ticks without a change, and sends no picture twice', () => {
    const stage = new Stage()
    stage.pass(2000)
    deepEqual(stage.shown, [[200, 'a']])
    stage.picture = 'b'
    stage.pass(500)
    equal(stage.shown.at(-1)?.[1], 'b')
  })

  it('takes a tenth of the time where drawing is slow', () => {
    const stage = new Stage()
    stage.drawing = 50
    stage.pass(200)
    for (let n = 0; n < 100; n++) {
      stage.picture = `p${n}`
      stage.live.changed()
      stage.pass(50)
    }
    equal(stage.shown.length <= 11, true)
  })

  it('ends with the last picture, and no timer is left', () => {
    const stage = new Stage()
    stage.pass(300)
    stage.live.changed()
    stage.live.end(() => ({ 'text/html': 'end' }))
    equal(stage.timers, 0)
    stage.live.changed()
    stage.live.changedBusy()
    stage.live.end(() => ({ 'text/html': 'again' }))
    stage.pass(5000)
    deepEqual(stage.shown, [
      [200, 'a'],
      [300, 'end'],
    ])
  })

  it('draws by itself for a loop that gives timers no turn', () => {
    const stage = new Stage()
    for (let n = 0; n < 500; n++) {
      stage.at++
      stage.picture = `p${n}`
      stage.live.changedBusy()
    }
    deepEqual(
      stage.shown.map(([at]) => at),
      [200, 300, 400, 500],
    )
  })
})
