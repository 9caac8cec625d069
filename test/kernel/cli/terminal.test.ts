import { strict as assert } from 'node:assert'
import { stripVTControlCharacters } from 'node:util'
import type { Output } from '../../../kernel/cli/notebook'
import { seconds, Terminal } from '../../../kernel/cli/terminal'
import { TestScreen } from './screen'

describe('Terminal', () => {
  const stream = (text: string) =>
    ({ kind: 'shown', output: { output_type: 'stream', name: 'stdout', text }, displayId: undefined }) as const

  function shown(data: Record<string, unknown>, displayId?: string) {
    const output: Output = { output_type: 'display_data', data, metadata: {} }
    return { kind: 'shown', output, displayId } as const
  }

  function updated(text: string, displayId: string) {
    const output = { output_type: 'display_data', data: { 'text/plain': text }, metadata: {} } as const
    return { kind: 'updated', output, displayId } as const
  }

  function print(use: (terminal: Terminal) => void, { isTTY = false, env = {} } = {}): string {
    const screen = new TestScreen({ isTTY })
    use(new Terminal(screen, env))
    return screen.text
  }

  it('prints a cell with its number, its source and its output as it comes', () => {
    const text = print(terminal => {
      terminal.cellStarted(3, 12, 'const a = 1\na')
      terminal.show(stream('hel'))
      terminal.show(stream('lo\n'))
      terminal.show(shown({ 'text/plain': '1' }))
      terminal.cellEnded(5_020)
    })
    assert.equal(text, '\n[ 3/12] const a = 1\n        a\nhello\n1\n5.02 s\n')
  })

  it('shows the first lines of a long source, and how many more there are', () => {
    const text = print(terminal =>
      terminal.cellStarted(1, 1, Array.from({ length: 20 }, (_, i) => `line${i}`).join('\n')),
    )
    assert.match(text, /line5\n {6}… 14 more lines\n$/)
    assert.doesNotMatch(text, /line6/)
  })

  it('starts a result on a line of its own', () => {
    const text = print(terminal => {
      terminal.show(stream('no newline'))
      terminal.show(shown({ 'text/plain': 'result' }))
    })
    assert.equal(text, 'no newline\nresult\n')
  })

  const bundles: readonly [Record<string, unknown>, string][] = [
    [{ 'text/plain': 'table', 'text/html': '<table>' }, 'table\n'],
    [{ 'text/html': '<p>' }, '[text/html]\n'],
    [{ 'text/markdown': '**a**', 'text/html': '<p>' }, '**a**\n'],
    [{ 'application/json': { a: 1 } }, '{\n  "a": 1\n}\n'],
    [{ 'text/plain': '<Chart>', 'image/png': pngOf(640, 480) }, '<Chart>\n[image/png, 640 × 480]\n'],
    [{ 'image/svg+xml': '<svg/>' }, '[image/svg+xml]\n'],
    [{ 'image/png': 'not base64 of a PNG' }, '[image/png]\n'],
  ]
  for (const [data, expected] of bundles) {
    it(`shows ${Object.keys(data).join(' and ')} as ${JSON.stringify(expected)}`, () => {
      assert.equal(
        print(terminal => terminal.show(shown(data))),
        expected,
      )
    })
  }

  it('prints only the last state of a display that is updated, when it cannot be changed in place', () => {
    const text = print(terminal => {
      terminal.cellStarted(1, 1, 'run')
      terminal.show(shown({ 'text/plain': '0 %' }, 'a'))
      for (const percent of [10, 20, 100]) terminal.show(updated(`${percent} %`, 'a'))
      terminal.cellEnded(5)
    })
    assert.equal(text, '\n[1/1] run\n0 %\n100 %\n')
  })

  it('changes the display at the bottom of a TTY in place, over as many rows as it took', () => {
    const text = print(
      terminal => {
        terminal.show(shown({ 'text/plain': `one\n${'x'.repeat(100)}` }, 'a'))
        terminal.show(updated('two', 'a'))
        terminal.show(updated('three', 'a'))
      },
      { isTTY: true },
    )
    assert.equal(text, `one\n${'x'.repeat(100)}\n\x1b[3A\r\x1b[Jtwo\n\x1b[1A\r\x1b[Jthree\n`)
  })

  it('prints an updated display again at the end of the cell when other output followed it', () => {
    const text = print(
      terminal => {
        terminal.show(shown({ 'text/plain': 'old' }, 'a'))
        terminal.show(stream('more\n'))
        terminal.show(updated('new', 'a'))
        terminal.cellEnded(5)
      },
      { isTTY: true },
    )
    assert.equal(text, 'old\nmore\nnew\n')
  })

  const red = '\x1b[31mError\x1b[0m'
  const failure = {
    kind: 'shown',
    output: { output_type: 'error', ename: 'Error', evalue: 'no', traceback: [red, 'at Cell [1]'] },
    displayId: undefined,
  } as const
  const colours: readonly [string, { isTTY?: boolean; env?: Record<string, string> }, boolean][] = [
    ['a TTY', { isTTY: true }, true],
    ['a file', {}, false],
    ['a file with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['a TTY with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, false],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
  ]
  for (const [where, options, coloured] of colours) {
    it(`${coloured ? 'keeps' : 'strips'} the colours of a traceback on ${where}`, () => {
      const text = print(terminal => terminal.show(failure), options)
      assert.equal(text, coloured ? `${red}\nat Cell [1]\n` : 'Error\nat Cell [1]\n')
    })
  }

  it('bolds the headings of prose', () => {
    const text = print(terminal => terminal.prose('# Title\ntext'), { env: { FORCE_COLOR: '1' } })
    assert.ok(text.includes('\x1b[1m# Title'))
    assert.equal(stripVTControlCharacters(text), '\n# Title\ntext\n')
  })

  it('keeps shut what a notebook hides until it is opened', () => {
    const exercise = '**1.** Why?\n\n<details>\n<summary>Solution</summary>\n\nBecause.\n</details>\n\n**2.** How?'
    const text = print(terminal => terminal.prose(exercise))
    assert.equal(text, '\n**1.** Why?\n\n▸ Solution: in the notebook\n\n**2.** How?\n')
  })

  it('writes durations as a person would', () => {
    assert.deepEqual([120, 5_020, 12_340, 125_000].map(seconds), ['0.12 s', '5.02 s', '12.3 s', '2 min 5 s'])
  })

  /** The head of a PNG of that size. */
  function pngOf(width: number, height: number): string {
    const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    const size = Buffer.alloc(8)
    size.writeUInt32BE(width)
    size.writeUInt32BE(height, 4)
    return Buffer.concat([head, size, Buffer.alloc(20)]).toString('base64')
  }
})
