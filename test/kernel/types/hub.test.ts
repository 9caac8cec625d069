import { strict as assert } from 'node:assert'
import { memberOfHub, withoutHub, withTitles } from '../../../kernel/front/types/hub'

const titles = (module: string): string | undefined => ({ cell1: 'Cell [1]', cell2: 'Cell [2]' })[module]

describe('Names of other cells in what the compiler says', () => {
  it('lose the hub', () => {
    assert.equal(withoutHub(`const p: ${memberOfHub('cell1', 'Point')}[]`), 'const p: Point[]')
  })

  it('stand alone where no other of that name is near', () => {
    const text = `Type 'number' is not assignable to type '${memberOfHub('cell1', 'Point')}'.`
    assert.equal(withTitles(text, titles), "Type 'number' is not assignable to type 'Point'.")
  })

  for (const [what, other, shown] of [
    ['another cell’s of that name', memberOfHub('cell2', 'P'), 'import("Cell [2]").P'],
    ['a file’s', 'import("/folder/.tasklab-cell2").P', 'import("Cell [2]").P'],
    ['the cell’s own', 'P', 'P'],
    ['that of a cell that is gone', memberOfHub('cell9', 'P'), 'import("an earlier cell").P'],
  ] as const) {
    it(`are told apart from ${what}`, () => {
      const text = `'${memberOfHub('cell1', 'P')}' is not '${other}'`
      assert.equal(withTitles(text, titles), `'import("Cell [1]").P' is not '${shown}'`)
    })
  }
})
