import { strict as assert } from 'node:assert'
import { numberOption, onlyWord, parseOptions, wordsOf } from '../../../kernel/magics/arguments'
import { magicOf } from '../../../kernel/magics/table'

const timeit = magicOf('line', 'timeit')
const forms = { '-n': true, '-q': false, '-o': false, '--name': true, '--all': false }

function parsed(args: string): readonly [Record<string, string>, string] {
  const { options, rest } = parseOptions(timeit, args, forms)
  return [Object.fromEntries(options), rest]
}

describe('The arguments of a magic', () => {
  const table: readonly (readonly [string, Record<string, string>, string])[] = [
    ['x + 1', {}, 'x + 1'],
    ['-n5 x', { '-n': '5' }, 'x'],
    ['-n 5 x', { '-n': '5' }, 'x'],
    ['-qo x', { '-q': '', '-o': '' }, 'x'],
    ['-qn 3 x', { '-q': '', '-n': '3' }, 'x'],
    ['--name=a --all x', { '--name': 'a', '--all': '' }, 'x'],
    ["--name 'a b' x", { '--name': 'a b' }, 'x'],
    ['-q -- -n', { '-q': '' }, '-n'],
    ['-q -1 + x', { '-q': '' }, '-1 + x'],
    ['-q x -o', { '-q': '' }, 'x -o'],
  ]
  for (const [args, options, rest] of table) {
    it(`are read: ${args}`, () => assert.deepEqual(parsed(args), [options, rest]))
  }

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['-z x', /^%timeit: There is no option -z\. Did you mean -/],
    ['--nam x', /There is no option --nam\. Did you mean --name\?/],
    ['--all=1 x', /The option --all takes no value/],
    ['-n', /The option -n needs a value/],
  ]
  for (const [args, message] of wrong) {
    it(`are refused, with the usage: ${args}`, () =>
      assert.throws(() => parsed(args), { code: 'magic-usage', message, hint: `Usage: ${timeit.usage}` }))
  }

  it('have numbers above 0 where numbers are wanted', () => {
    assert.equal(numberOption(timeit, new Map([['-n', '1_000']]), '-n'), 1000)
    for (const text of ['0', '1.5', 'many', '-2']) {
      assert.throws(() => numberOption(timeit, new Map([['-n', text]]), '-n'), /expected a whole number above 0/)
    }
  })

  it('are words as a shell splits them', () => {
    const words = wordsOf(timeit, `a 'b c' "d \\"e" f\\ g ''`).map(({ text }) => text)
    assert.deepEqual(words, ['a', 'b c', 'd "e', 'f g', ''])
    assert.throws(() => wordsOf(timeit, `a 'b`), /A ' is not closed/)
  })

  it('are one word where one is wanted', () => {
    assert.equal(onlyWord(timeit, "'a b'", 'a file'), 'a b')
    assert.throws(() => onlyWord(timeit, '', 'a file'), /A file is missing/)
    assert.throws(() => onlyWord(timeit, 'a b', 'a file'), /One file is expected, got "a b"/)
  })
})
