/**
 * How wide a text is in a TrueType font, read from the font's own tables (cmap format 12, hhea, hmtx).
 * Vega guesses 0.8 em a letter where there is no canvas, which leaves axes and legends with wide gaps; measured with
 * the font that the picture is drawn in, it lays out as a browser does.
 */

/** The width of a text in thousandths of the font's size. */
export type TextWidth = (text: string) => number

/** Reads the tables of a `.ttf` file. */
export function textWidth(file: Uint8Array): TextWidth {
  const data = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const tables = tableOffsets(data)
  const unitsPerEm = data.getUint16(tables.head + 18)
  const advances = data.getUint16(tables.hhea + 34)
  const glyphOf = characterMap(data, tables.cmap)
  const widths = new Map<number, number>()
  const widthOf = (character: number): number => {
    const glyph = Math.min(glyphOf(character), advances - 1)
    return (1000 * data.getUint16(tables.hmtx + 4 * glyph)) / unitsPerEm
  }
  return text => {
    let total = 0
    for (const each of text) {
      const character = each.codePointAt(0) ?? 0
      let width = widths.get(character)
      if (width === undefined) {
        width = widthOf(character)
        widths.set(character, width)
      }
      total += width
    }
    return total
  }
}

type TableName = 'head' | 'hhea' | 'hmtx' | 'cmap'

function tableOffsets(data: DataView): Readonly<Record<TableName, number>> {
  const offsets: Record<string, number> = {}
  for (let index = 0; index < data.getUint16(4); index++) {
    const entry = 12 + 16 * index
    const name = String.fromCharCode(...[0, 1, 2, 3].map(at => data.getUint8(entry + at)))
    offsets[name] = data.getUint32(entry + 8)
  }
  return { head: offsets.head ?? 0, hhea: offsets.hhea ?? 0, hmtx: offsets.hmtx ?? 0, cmap: offsets.cmap ?? 0 }
}

/** Groups of characters whose glyphs follow one another, looked through by halves. */
function characterMap(data: DataView, cmap: number): (character: number) => number {
  const subtables = Array.from(
    { length: data.getUint16(cmap + 2) },
    (_, index) => cmap + data.getUint32(cmap + 8 + 8 * index),
  )
  const table = subtables.find(offset => data.getUint16(offset) === 12)
  if (table === undefined) return () => 0
  const groups = data.getUint32(table + 12)
  return character => {
    let [low, high] = [0, groups - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const group = table + 16 + 12 * middle
      if (character < data.getUint32(group)) high = middle - 1
      else if (character > data.getUint32(group + 4)) low = middle + 1
      else return data.getUint32(group + 8) + character - data.getUint32(group)
    }
    return 0
  }
}
