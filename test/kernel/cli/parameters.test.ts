import { strict as assert } from 'node:assert'
import type { Cell, Notebook } from '../../../kernel/cli/notebook'
import { injectParameters, readParameters } from '../../../kernel/cli/parameters'

describe('parameters', () => {
  const values: readonly [string, unknown][] = [
    ['n=3', 3],
    ['n=-1.5e3', -1500],
    ['n=true', true],
    ['n=null', null],
    ['n=["a",1]', ['a', 1]],
    ['n={"a":1}', { a: 1 }],
    ['n="3"', '3'],
    ['n=hello world', 'hello world'],
    ['n=2024-01-01', '2024-01-01'],
    ['n=', ''],
    ['n=a=b', 'a=b'],
    ['größe=1', 1],
  ]
  for (const [word, value] of values) {
    it(`reads -p ${word} as ${JSON.stringify(value)}`, () => {
      assert.deepEqual([...readParameters([word])], [[word.split('=')[0], value]])
    })
  }

  const refused: readonly [string, string][] = [
    ['n', '-p "n" has no value; expected name=value.'],
    ['=3', '-p "=3": "" cannot be the name of a constant.'],
    ['a-b=3', '-p "a-b=3": "a-b" cannot be the name of a constant.'],
    ['1a=3', '-p "1a=3": "1a" cannot be the name of a constant.'],
    ['class=3', '-p "class=3": "class" cannot be the name of a constant.'],
  ]
  for (const [word, message] of refused) {
    it(`refuses -p ${word}`, () => {
      assert.throws(() => readParameters([word]), { name: 'KernelError', message })
    })
  }

  it('takes the last value of a name that is given twice', () => {
    assert.deepEqual([...readParameters(['n=1', 'n=2'])], [['n', 2]])
  })

  function cell(source: string, ...tags: string[]): Cell {
    return { cell_type: 'code', source, metadata: { tags }, outputs: [] }
  }

  function inject(...cells: Cell[]): Notebook {
    return injectParameters(
      { nbformat: 4, nbformat_minor: 5, metadata: {}, cells },
      readParameters(['n=2', 's=it\'s "x"']),
    )
  }

  const injected = '// Parameters\nconst n = 2\nconst s = "it\'s \\"x\\""'

  it('puts a cell with TypeScript constants after the one tagged parameters', () => {
    const { cells } = inject(cell('a'), cell('const n = 1', 'parameters'), cell('b'))
    assert.deepEqual(
      cells.map(({ source }) => source),
      ['a', 'const n = 1', injected, 'b'],
    )
    assert.deepEqual(cells[2]?.metadata, { tags: ['injected-parameters'] })
  })

  it('replaces the cell that an earlier run injected', () => {
    const { cells } = inject(cell('const n = 1', 'parameters'), cell('const n = 9', 'injected-parameters'), cell('b'))
    assert.deepEqual(
      cells.map(({ source }) => source),
      ['const n = 1', injected, 'b'],
    )
  })

  it('puts it first in a notebook that has no such cell', () => {
    assert.deepEqual(
      inject(cell('a')).cells.map(({ source }) => source),
      [injected, 'a'],
    )
  })

  it('changes nothing without parameters', () => {
    const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }
    assert.equal(injectParameters(notebook, new Map()), notebook)
  })
})
