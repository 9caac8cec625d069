import { deepEqual, equal } from 'node:assert/strict'
import { magicLines, withoutLines } from '../../../kernel/cell/split'

const rows: readonly (readonly [what: string, source: string, lines: readonly number[]])[] = [
  ['a magic at the start', '%time x', [0]],
  ['a magic with an option', '%timeit -n 5 f()', [0]],
  ['an indented magic', '  %who', [0]],
  ['a magic after a statement', 'const x = 5;\n%who', [1]],
  ['a magic after a line without a semicolon', 'x = 5\n%time f()', [1]],
  ['a magic alone after a line without a semicolon', 'x = 5\n%who', [1]],
  ['a magic with an option after such a line', 'x = 5\n%timeit -n 5 f()', [1]],
  ['magics whose text would open a template', '%time `a\n%who\nconst a = 1', [0, 1]],
  ['a command whose text would open a string', "!echo it's\n%who", [0, 1]],
  ['a command', '!npm install x', [0]],
  ['a command of one word and an option', '!ls -la', [0]],
  ['a magic after a comment', '/*\n%a\n*/\n%b', [3]],
  ['a remainder after an operator', 'const a = 5 *\n%b', []],
  ['a remainder in brackets', 'f(\na\n%b\n)', []],
  ['a remainder with a space', 'a\n  % b', []],
  ['a remainder that goes on', 'const r = total\n%count + 1', []],
  ['text in a template', '`\n%b\n!c\n`', []],
  ['text in a template with places', `\`$${'{a}'}\n%b\n\``, []],
  ['a negation', '!done', []],
  ['a negation that goes on', '!done && run()', []],
  ['a negation of a call', '!f()', []],
  ['a negation of a property', '!list.length', []],
  ['a double negation', '!!x', []],
  ['a function called at once', '!(async () => 1)()', []],
  ['no magic at all', 'const a = 1\na % 2', []],
]

describe('magicLines', () => {
  for (const [what, source, lines] of rows) {
    it(`${lines.length > 0 ? 'finds' : 'leaves alone'} ${what}`, () => deepEqual(magicLines(source), lines))
  }

  it('withoutLines keeps the place of everything else', () => {
    equal(withoutLines('a\n%b c\nd', [1]), 'a\n    \nd')
  })
})
