/**
 * The one file of the views that needs Node and the drawing packages; `chart` loads it when a picture is first drawn.
 * vega-lite and vega 5 turn a spec into SVG, the pair that JupyterLab also uses; resvg turns SVG into PNG with the
 * font that we bring and none of the system's, so that a picture has the same bytes on every machine.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { instance, type Viz } from '@viz-js/viz'
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { FlowError } from '../error'
import type { VegaLiteSpec } from './chart'
import { textWidth } from './font-width'
import { withDensity } from './png-density'

const fontFolder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf')
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map(name =>
  join(fontFolder, name),
)
const [regular, bold] = fontFiles.map(file => textWidth(readFileSync(file)))

/** What vega tells of a text that it wants measured. */
interface MeasuredItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

const isBold = ({ fontWeight }: MeasuredItem): boolean => fontWeight === 'bold' || Number(fontWeight) >= 600

/** Vega's own way to be told how wide texts are; its types leave it out. */
const { textMetrics } = vega as unknown as { textMetrics: { width: (item: MeasuredItem, text: unknown) => number } }
textMetrics.width = (item: MeasuredItem, text: unknown): number => {
  const measure = isBold(item) ? bold : regular
  return ((measure?.(String(text ?? '')) ?? 0) * (item.fontSize ?? 11)) / 1000
}

/** The spec as SVG; text stays text, in the reader's sans-serif. */
export async function drawSvg(spec: VegaLiteSpec): Promise<string> {
  // vega writes its marks into the data that it is given, and the data are the caller's
  const copy = JSON.parse(JSON.stringify(spec)) as TopLevelSpec
  const compiled = compile(copy, { logger: vega.logger(vega.Error) }).spec
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

/** The SVG as PNG, which says how dense it is. */
export function drawPng(svg: string, scale: number): Uint8Array {
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' }
  const png = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng()
  return withDensity(png, scale)
}

/** For a bundle's `image/png`. */
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** The pictures that a file can hold, by the ending of its name. */
export interface Pictures {
  readonly spec: () => Promise<VegaLiteSpec>
  readonly svg: () => Promise<string>
  readonly png: () => Promise<Uint8Array>
}

/** Writes the picture that the file's name asks for. */
export async function saveAs(file: string, pictures: Pictures): Promise<void> {
  const writers: Readonly<Record<string, () => Promise<string | Uint8Array>>> = {
    '.svg': pictures.svg,
    '.png': pictures.png,
    '.json': async () => `${JSON.stringify(await pictures.spec(), undefined, 2)}\n`,
  }
  const make = writers[extname(file).toLowerCase()]
  if (make === undefined) {
    throw new FlowError('CHART_FILE_TYPE', `A chart is saved as .svg, .png or .json, but the file is called "${file}".`)
  }
  await writeFile(file, await make())
}

let viz: Promise<Viz> | undefined

/** Graphviz, compiled to WebAssembly: made once. */
export function graphviz(): Promise<Viz> {
  viz ??= instance()
  return viz
}
