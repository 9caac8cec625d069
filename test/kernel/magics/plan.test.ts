import { strict as assert } from 'node:assert'
import { noTags } from '../../../kernel/cell/cell-tags'
import { codeOf } from '../../../kernel/magics/code-of'
import { type MagicStep, planCell } from '../../../kernel/magics/plan'

const known = (name: string): boolean => name in globalThis || ['done', 'ready', 'list', 'x'].includes(name)

/** A cell's steps in short: its code, and `name(args)` for a magic. */
function planned(source: string): readonly string[] {
  return planCell(source, known).map(step => {
    if (step.kind === 'code') return step.source.trim()
    if (step.kind === 'module') return `kept: ${step.tags.module?.text}`
    const { form, name, args, assign } = step
    const sign = /^\W/.test(name) ? '' : form === 'cell' ? '%%' : '%'
    return `${assign === undefined ? '' : `${assign.trim()} <- `}${sign}${name}(${args})`
  })
}

describe('A cell is planned as code and magics', () => {
  const table: readonly (readonly [what: string, source: string, steps: readonly string[]])[] = [
    ['plain code', 'const a = 1\na', ['const a = 1\na']],
    ['nothing', '  \n', []],
    ['a line magic among code', 'a()\n%cd /tmp\nb()', ['a()', '%cd(/tmp)', 'b()']],
    ['a cell magic, after blank lines', '\n\n%%bash -e\nls', ['%%bash(-e)']],
    ['a command', '!git status', ['!(git status)']],
    ['a command of one word that nothing is named', '!ls', ['!(ls)']],
    ['a command of words that read as an expression', '!ls -la && pwd', ['!(ls -la && pwd)']],
    ['a command in brackets', '!(cd /tmp && ls)', ['!((cd /tmp && ls))']],
    ['a command that goes on', '!echo a \\\n  b\nx', ['!(echo a \\\n  b)', 'x']],
    ['a negation of a name that exists', '!done', ['!done']],
    ['a negation of a name of this cell', 'const later = 1\n!later', ['const later = 1\n!later']],
    ['a negation of a call, known or not', '!isDone()', ['!isDone()']],
    ['a double negation', '!!nothing', ['!!nothing']],
    ['an assigned command', 'const files = !ls', ['const files <- !(ls)']],
    ['an assigned command with a type', 'let files: string[] = !ls -a', ['let files: string[] <- !(ls -a)']],
    ['an assigned pattern', 'const [a, b] = !cat x', ['const [a, b] <- !(cat x)']],
    ['an assignment to a property', 'x.files = !ls', ['x.files <- !(ls)']],
    ['an assigned negation', 'const no = !done', ['const no = !done']],
    ['an assigned negation that is longer', 'const no = !done && !ready', ['const no = !done && !ready']],
    ['an assigned negation of a member', 'const no = !list.length', ['const no = !list.length']],
    ['a comparison', 'x = 1 !== 2', ['x = 1 !== 2']],
    ['an assigned magic', 'const where = %pwd', ['const where <- %pwd()']],
    ['help', 'x?', ['?(x)']],
    ['help of a property, with source', 'x.length??', ['??(x.length)']],
    ['help of magics', '%timeit?\n%%bash?\n!?', ['?(%timeit)', '?(%%bash)', '?(!)']],
    ['a conditional expression over lines', 'ready?\n 1 : 2', ['ready?\n 1 : 2']],
    ['a line magic that reads as an operator, where no such name exists', 'x\n%cd /tmp', ['x', '%cd(/tmp)']],
    ['% as an operator between names that exist', 'x\n%list - 1', ['x\n%list - 1']],
    ['% inside brackets', '(x\n%time)', ['(x\n%time)']],
    ['magics inside a template', '`\n%pwd\n!ls\nx?\na = !ls\n`', ['`\n%pwd\n!ls\nx?\na = !ls\n`']],
    ['magics inside a comment', '/*\n%pwd\n!ls\nx?\n*/', ['/*\n%pwd\n!ls\nx?\n*/']],
    ['magics inside brackets', 'f(\n!ls\n)', ['f(\n!ls\n)']],
    ['a module, whatever its lines look like', '/** @module m */\n%pwd\n!ls', ['kept: m']],
    ['the body of a cell magic alone', '%%time\n/** @module m */', ['%%time()']],
    ['magics that look like text in a string', '"%pwd"', ['"%pwd"']],
  ]
  for (const [what, source, steps] of table) {
    it(what, () => assert.deepEqual(planned(source), steps))
  }

  it('with every step on the lines that it has in the cell', () => {
    const [first, magic, last] = planCell('a()\n  %time b()\nc()', known)
    assert.equal(first?.kind === 'code' && first.source, 'a()')
    assert.deepEqual([(magic as MagicStep).line, (magic as MagicStep).body], [1, '\n        b()'])
    assert.equal(last?.kind === 'code' && last.source, '\n\nc()')
  })

  it('with JSX in its code where a tag allows it, and never as a module where it is a file', () => {
    const steps = planCell('/** @jsx */\n%pwd\n1', known)
    assert.deepEqual(
      steps.map(step => step.kind === 'code' && step.isJsx),
      [true, false, true],
    )
    const file = planCell('/** @module m */\n1', known, noTags)
    assert.deepEqual(file, [{ kind: 'code', source: '/** @module m */\n1' }])
  })

  it('with the text of a cell magic as it was typed', () => {
    const [step] = planCell('\n%%html\n\n<b>\n', known)
    assert.deepEqual([(step as MagicStep).text, (step as MagicStep).body], ['\n<b>\n', '\n\n\n<b>\n'])
  })

  it('and its code alone, for types and completion, keeps its lines', () => {
    assert.equal(codeOf('const f = !ls\n%cd /\nf?\nf', known), 'const f = null as unknown as string[]\n\n\nf')
    assert.equal(codeOf('%timeit -n 3 -q x + 1', known), '                x + 1')
    assert.equal(codeOf('%%time\nx', known), '\nx')
    assert.equal(codeOf('%%bash\nx', known), '\n')
  })
})
