import { strict as assert } from 'node:assert'
import { scanCellNames } from '../../../kernel/front/types/cell-names'
import { importOfHub } from '../../../kernel/front/types/hub'
import { importsOf, NameOwners } from '../../../kernel/front/types/name-owners'

/** Cells by the letters of their modules, then a cell and the line that it gets. */
const cases: readonly (readonly [title: string, cells: readonly string[], next: string, line: string])[] = [
  ['nothing for what no cell declares', ['const a = 1'], 'b', ''],
  [
    'only what it mentions',
    ['const a = 1, b = 2', 'class C {}'],
    'b + C',
    'import b = tasklab$cells.a.b; import C = tasklab$cells.b.C;',
  ],
  ['the later of two declarations', ['const a = 1', 'function a() {}'], 'a', 'import a = tasklab$cells.b.a;'],
  ['nothing that it declares itself', ['const a = 1'], 'const a = 2; a', ''],
  ['a variable that it assigns, as a variable', ['let a = 1'], 'a = 2', 'declare let a: typeof tasklab$cells.a.a;'],
  ['a constant as an import, assigned or not', ['const a = 1'], 'a = 2', 'import a = tasklab$cells.a.a;'],
  [
    'a type and a value of two cells',
    ['type P = 1', 'const P = 2'],
    'P',
    'declare const P: typeof tasklab$cells.b.P; import P = tasklab$cells.a.P;',
  ],
  ['a value alone where it replaced a class', ['class P {}', 'const P = 2'], 'P', 'import P = tasklab$cells.b.P;'],
  [
    'the class as a value where an interface replaced its type',
    ['class P {}', 'interface P {}'],
    'P',
    'declare const P: typeof tasklab$cells.a.P; import P = tasklab$cells.b.P;',
  ],
  ['the type of a name that it declares as a value', ['type P = 1'], 'const P = 1', 'import P = tasklab$cells.a.P;'],
  [
    'the value of a name that it declares as a type',
    ['const P = 1'],
    'type P = 1; P',
    'declare const P: typeof tasklab$cells.a.P;',
  ],
  ['nothing of a class that it replaces', ['class P {}'], 'const P = 1', ''],
]

describe('importsOf', () => {
  for (const [title, cells, next, line] of cases) {
    it(`gives a cell ${title}`, () => {
      const owners = new NameOwners()
      for (const [index, source] of cells.entries()) {
        owners.declare(String.fromCharCode(97 + index), scanCellNames(source).declared)
      }
      const expected = [importOfHub, line].join(' ').trim()
      assert.equal(importsOf(scanCellNames(next), owners).line, expected)
    })
  }
})

describe('NameOwners', () => {
  it('goes back to the given names when it is cleared', () => {
    const given = { value: { module: 'kernel', kind: 'function' } } as const
    const owners = new NameOwners(new Map([['display', given]]))
    owners.declare('a', scanCellNames('const display = 1, other = 2').declared)
    assert.equal(owners.get('display')?.value?.module, 'a')
    owners.clear()
    assert.deepEqual([...owners.entries()], [['display', given]])
  })
})
