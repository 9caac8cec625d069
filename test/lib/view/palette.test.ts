import { strict as assert } from 'node:assert'
import { stateColors, stateTypes } from '../../../lib/state'
import {
  contrast,
  inkOn,
  type Status,
  statusColor,
  statusFill,
  statusMarks,
  statusOrder,
} from '../../../lib/view/palette'
import { stateChip } from '../../../lib/view/state-chip'
import { checkHtml } from './html-check'

describe('The palette', () => {
  it('measures contrast as WCAG does', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21)
    assert.equal(contrast('#777777', '#777777'), 1)
    assert.equal(contrast('#ffffff', '#767676').toFixed(2), '4.54')
  })

  it('has black or white for any background, with a contrast of AA', () => {
    for (let grey = 0; grey < 256; grey++) {
      const background = `#${grey.toString(16).padStart(2, '0').repeat(3)}`
      assert.ok(contrast(inkOn(background), background) >= 4.5, background)
    }
  })

  it('knows every type of state, what was not run and what was cut off', () => {
    assert.deepEqual([...statusOrder].sort(), [...stateTypes, 'Not Run', 'Cut Off'].sort())
  })

  it("takes the engine's colours, and fills half way to white as the tutorial's circles are", () => {
    assert.equal(statusColor('Success'), stateColors.Success)
    assert.equal(statusFill('Success'), '#80c080')
    assert.equal(statusFill('Retrying'), '#ffff80')
    assert.equal(statusFill('Not Run'), '#c0c0c0')
  })

  it('gives no two states the same mark or the same fill', () => {
    assert.equal(new Set(Object.values(statusMarks)).size, statusOrder.length)
    assert.equal(new Set(statusOrder.map(statusFill)).size, statusOrder.length)
  })
})

describe('A chip', () => {
  const chipOf = (status: Status) => {
    const [chip] = checkHtml(stateChip(status).text)
    assert.ok(chip)
    return chip
  }

  for (const status of statusOrder) {
    it(`of ${status} has text in AA contrast to its ground, brings both, and says its name besides a mark`, () => {
      const chip = chipOf(status)
      const [ground, ink] = [chip.style.get('background-color'), chip.style.get('color')]
      assert.ok(ground && ink)
      assert.ok(contrast(ground, ink) >= 4.5, `${ink} on ${ground}`)
      assert.equal(chip.text, `${statusMarks[status]} ${status}`)
      assert.ok(chip.style.get('border')?.endsWith(statusColor(status)))
    })
  }
})
