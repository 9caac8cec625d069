/**
 * The protocol counts characters as Unicode code points (`cursor_pos`), JavaScript as UTF-16 units: the two differ
 * after the first emoji. https://jupyter-client.readthedocs.io/en/stable/messaging.html#cursor-pos-and-unicode-offsets
 */

/** How many code points the first `offset` UTF-16 units are. */
export function codePointsIn(text: string, offset: number): number {
  let count = 0
  for (let at = 0; at < offset && at < text.length; at += unitsAt(text, at)) count++
  return count
}

/** The UTF-16 offset after so many code points; the end of the text if it has fewer. */
export function offsetAfter(text: string, codePoints: number): number {
  let offset = 0
  for (let left = codePoints; left > 0 && offset < text.length; left--) offset += unitsAt(text, offset)
  return offset
}

function unitsAt(text: string, offset: number): 1 | 2 {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
}
