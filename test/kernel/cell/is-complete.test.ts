import { deepEqual } from 'node:assert/strict'
import { type Completeness, isComplete } from '../../../kernel/cell/is-complete'

const complete: Completeness = { status: 'complete' }
const invalid: Completeness = { status: 'invalid' }
const more = (indent = ''): Completeness => ({ status: 'incomplete', indent })

const rows: readonly (readonly [what: string, source: string, answer: Completeness])[] = [
  ['nothing', '', complete],
  ['an expression', '1 + 1', complete],
  ['a typed declaration', 'const a: number = 5', complete],
  ['an enum', 'enum E { A }', complete],
  ['a closed block', 'if (a) {\n  b()\n}', complete],
  ['a bare object', '{ a: 1, b: 2 }', complete],
  ['a line magic', '%time foo(', complete],
  ['a command', '!ls (', complete],
  ['an open function', 'function f() {', more('  ')],
  ['an open block in an open block', 'function f() {\n  if (x) {', more('    ')],
  ['a line in an open block', 'function f() {\n    return 1', more('    ')],
  ['an open block that is indented with tabs', 'for (const a of b) {\n\tif (a) {', more('\t\t')],
  ['an open call', 'foo(1,', more('  ')],
  ['an open object', '{ a: 1, b: 2', more('  ')],
  ['an open list', '[1, 2', more('  ')],
  ['an open interface', 'interface A {\n  b: string', more('  ')],
  ['an open enum', 'enum A {', more('  ')],
  ['a line that ends with an operator', '1 +', more('  ')],
  ['a line that ends with a dot', 'list.', more('  ')],
  ['a declaration without its value', 'const a: number =', more('  ')],
  ['an arrow without its body', 'const f = (x: number) =>', more('  ')],
  ['an if without its statement', 'if (a)', more('  ')],
  ['a decorator without its class', '@dec', more()],
  ['an import without its module', 'import { a }', more()],
  ['an open template', '`abc', more()],
  ['an open place in a template', '`abc $' + '{', more('  ')],
  ['an open comment', '/* abc', more()],
  ['a cell magic', '%%bash\nls', more()],
  ['a cell magic with its blank line', '%%bash\nls\n', complete],
  ['JSX where a tag allows it', '/** @jsx */\n<p>a</p>', complete],
  ['open JSX', '/** @jsx */\nconst a = <p>', more('  ')],
  ['an open text', '"abc', invalid],
  ['a bracket too many', 'foo())', invalid],
  ['an error in the middle', 'let x = (;\nfoo(', invalid],
  ['a type without a name', 'let x: = 5', invalid],
  ['two words', 'foo bar', invalid],
  ['a name declared twice', 'let a = 1\nlet a = 2', invalid],
]

describe('isComplete', () => {
  for (const [what, source, answer] of rows) {
    const indent = answer.status === 'incomplete' ? `, next line indented by ${JSON.stringify(answer.indent)}` : ''
    it(`calls ${what} ${answer.status}${indent}`, () => deepEqual(isComplete(source), answer))
  }
})
