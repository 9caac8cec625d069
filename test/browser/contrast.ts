/**
 * How well a part of a page can be read: WCAG's contrast of every text in it, from the styles that the browser computed,
 * each colour laid over what lies behind it.
 */

import { strict as assert } from 'node:assert'
import type { Locator } from 'playwright-core'
import { contrast } from '../../lib/view/palette'

export interface ReadText {
  readonly text: string
  /** The text's colour, and the backgrounds of the elements around it, innermost first, as CSS prints them. */
  readonly color: string
  readonly backgrounds: readonly string[]
}

/** What WCAG AA asks of text in normal size. */
const enough = 4.5

/** Every text that is visible in this element. */
export async function textsIn(part: Locator): Promise<readonly ReadText[]> {
  return part.evaluate(root => {
    const page = root.ownerDocument
    const walker = page.createTreeWalker(root, 4)
    const found: { text: string; color: string; backgrounds: string[] }[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim()
      const parent = node.parentElement
      if (text === '' || parent === null || parent.getClientRects().length === 0) continue
      const backgrounds: string[] = []
      for (let each = parent; each !== null; each = each.parentElement) {
        backgrounds.push(page.defaultView.getComputedStyle(each).backgroundColor)
      }
      found.push({ text, color: page.defaultView.getComputedStyle(parent).color, backgrounds })
    }
    return found
  })
}

/** Fails with the texts that are too pale. */
export async function assertReadable(part: Locator): Promise<void> {
  const texts = await textsIn(part)
  assert.ok(texts.length > 0, 'there is text')
  const pale = texts.flatMap(({ text, color, backgrounds }) => {
    const behind = layered(backgrounds)
    const ratio = contrast(hex(over(read(color), behind)), hex(behind))
    return ratio < enough ? [`${ratio.toFixed(2)}: ${text}`] : []
  })
  assert.deepEqual(pale, [], 'contrast of text')
}

type Color = readonly [red: number, green: number, blue: number, alpha: number]

/** `rgb(1, 2, 3)` and `rgba(1, 2, 3, 0.5)`: browsers compute no other forms from ours. */
function read(css: string): Color {
  const numbers = [...css.matchAll(/[\d.]+/g)].map(Number)
  assert.ok(css.startsWith('rgb') && numbers.length >= 3, `a colour that is not known here: ${css}`)
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers
  return [red, green, blue, alpha]
}

/** Paints from the page outwards: white paper, then each background. */
const layered = (backgrounds: readonly string[]): Color =>
  backgrounds.map(read).reduceRight<Color>((behind, color) => over(color, behind), [255, 255, 255, 1])

function over([red, green, blue, alpha]: Color, [r, g, b]: Color): Color {
  const mix = (front: number, back: number): number => front * alpha + back * (1 - alpha)
  return [mix(red, r), mix(green, g), mix(blue, b), 1]
}

const hex = (color: Color): string =>
  `#${color
    .slice(0, 3)
    .map(part => Math.round(part).toString(16).padStart(2, '0'))
    .join('')}`
