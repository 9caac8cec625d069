/**
 * `Chart`: a picture that has not been drawn yet. It holds a vega-lite 5 spec, or the way to make one, and nothing
 * that draws is loaded before it is asked to. In a notebook it shows as the spec (JupyterLab draws it, with tooltips)
 * and as a PNG for whoever cannot; never as text/html, which would win over both.
 */
import { jupyterDisplay } from '../symbols'
import type { MimeBundle } from './mime-bundle'

/** A vega-lite 5 specification: plain JSON. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>

/** The MIME type that JupyterLab and VS Code draw; version 6 of it is known to neither. */
export const vegaLiteMimeType = 'application/vnd.vegalite.v5+json'

/** A picture that has not been drawn yet; what it needs is loaded at the first of these calls. */
export interface Chart {
  /** The picture as a vega-lite 5 specification. */
  spec(): Promise<VegaLiteSpec>
  toSVG(): Promise<string>
  /** PNG bytes, the same on every machine. `scale` is pixels per unit of the spec, default 2. */
  toPNG(options?: { scale?: number }): Promise<Uint8Array>
  /** Writes the picture; the ending of the name tells as what: `.svg`, `.png` or `.json` (the spec). */
  save(file: string): Promise<void>
  /** What stands for the picture in a terminal. */
  toString(): string
  [jupyterDisplay](): Promise<MimeBundle>
}

/** What a chart is made from: a spec, or a function that makes it when it is first needed, and a text in its place. */
export interface ChartSource {
  readonly spec: VegaLiteSpec | (() => VegaLiteSpec | Promise<VegaLiteSpec>)
  readonly text: string
}

/** A chart of a spec. @internal */
export function chart({ spec, text }: ChartSource): Chart {
  let made: Promise<VegaLiteSpec> | undefined
  const makeSpec = (): Promise<VegaLiteSpec> => {
    made ??= Promise.resolve(typeof spec === 'function' ? spec() : spec)
    return made
  }
  const toSVG = async (): Promise<string> => draw().drawSvg(await makeSpec())
  const toPNG = async ({ scale = 2 }: { scale?: number } = {}): Promise<Uint8Array> =>
    draw().drawPng(await toSVG(), scale)
  return {
    spec: makeSpec,
    toSVG,
    toPNG,
    save: async file => draw().saveAs(file, { spec: makeSpec, svg: toSVG, png: toPNG }),
    toString: () => text,
    async [jupyterDisplay]() {
      const png = await toPNG()
      return { [vegaLiteMimeType]: asVectors(await makeSpec()), 'image/png': draw().base64(png), 'text/plain': text }
    },
  }
}

/**
 * Notebooks draw on a canvas unless the spec asks for SVG, which stays sharp at any zoom and in print and can be searched.
 * What the spec says itself wins. https://github.com/vega/vega-embed#options
 */
function asVectors(spec: VegaLiteSpec): VegaLiteSpec {
  const usermeta: { readonly embedOptions?: object } = spec.usermeta ?? {}
  return { ...spec, usermeta: { ...usermeta, embedOptions: { renderer: 'svg', ...usermeta.embedOptions } } }
}

/** Drawing costs a quarter of a second to load, and is loaded by the first picture. */
const draw = (): typeof import('./draw') => require('./draw') as typeof import('./draw')
