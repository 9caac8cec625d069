/**
 * Outputs on a page such as VS Code makes for a notebook, whose own renderer comes in no package: the rules that it has
 * for tables, pictures and code, and the colours of its themes. HTML stands in its page as it is; a chart shows as its
 * PNG where no extension draws it, at the width that the output's metadata say.
 * https://github.com/microsoft/vscode: backLayerWebView.ts, the notebook-renderers and theme-defaults extensions
 */

import { joined, type SavedNotebook } from '../notebooks/executed-notebook'

interface Theme {
  readonly background: string
  readonly foreground: string
  readonly code: string
  readonly codeBackground: string
}

export const vsCodeThemes = {
  'Light Modern': { background: '#ffffff', foreground: '#3b3b3b', code: '#3b3b3b', codeBackground: '#0000001f' },
  'Dark Modern': { background: '#1f1f1f', foreground: '#cccccc', code: '#d0d0d0', codeBackground: '#3c3c3c' },
  'High Contrast': { background: '#000000', foreground: '#ffffff', code: '#000000', codeBackground: '#ffffff' },
} as const satisfies Readonly<Record<string, Theme>>

export type VsCodeTheme = keyof typeof vsCodeThemes

/** All outputs of a notebook that are no text, one below the other. */
export function vsCodePage(notebook: SavedNotebook, theme: VsCodeTheme): string {
  const outputs = notebook.cells.flatMap(({ outputs = [] }) => outputs)
  const parts = outputs.flatMap(({ data = {}, metadata = {} }) => {
    if (data['text/html'] !== undefined) return [joined(data['text/html'])]
    return data['image/png'] === undefined ? [] : [picture(joined(data['image/png']), metadata['image/png'])]
  })
  return page(parts, vsCodeThemes[theme])
}

function picture(base64: string, size: unknown): string {
  const width = typeof size === 'object' && size !== null ? Reflect.get(size, 'width') : undefined
  return `<img src="data:image/png;base64,${base64.replace(/\s/g, '')}"${width === undefined ? '' : ` width="${width}"`}>`
}

function page(parts: readonly string[], { background, foreground, code, codeBackground }: Theme): string {
  const rules = [
    `body { margin: 0; padding: 0 20px; font: 13px system-ui, sans-serif; background: ${background}; color: ${foreground} }`,
    '.output { padding: 8px; overflow-x: auto }',
    'img { max-width: 100%; max-height: 100% }',
    'table, thead, tr, th, td, tbody { border: none; border-spacing: 0; border-collapse: collapse }',
    'table, th, tr { vertical-align: middle; text-align: right }',
    'thead { font-weight: bold; background-color: rgba(130, 130, 130, 0.16) }',
    'tr:nth-child(even) { background-color: rgba(130, 130, 130, 0.08) }',
    'th, td { padding: 4px 8px }',
    'tbody th { font-weight: normal }',
    `code { font-family: monospace; border-radius: 4px; padding: 1px 3px; color: ${code}; background-color: ${codeBackground} }`,
    'pre code { padding: 0 }',
  ]
  const body = parts.map(part => `<div class="output"><div>${part}</div></div>`).join('\n')
  return `<!doctype html><meta charset="utf-8"><style>${rules.join('\n')}</style>${body}`
}
