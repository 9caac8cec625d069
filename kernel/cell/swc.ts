/**
 * @swc/core, with the options of cells and of the local files that cells import. Loaded when first needed.
 */

import type { Options, Output } from '@swc/core'
import { depthStep, type Token, tokensOf } from './tokens'

const optionsFor = (tsx: boolean): Options => ({
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  inlineSourcesContent: false,
  isModule: true,
  jsc: {
    parser: { syntax: 'typescript', tsx, decorators: true },
    target: 'esnext',
    keepClassNames: true,
    // a comment in the file (`@jsx h`, `@jsxImportSource preact`) names another maker of elements
    transform: { verbatimModuleSyntax: true, decoratorVersion: '2022-03', react: { runtime: 'classic' } },
  },
})

const options = { ts: optionsFor(false), tsx: optionsFor(true) } as const

/** @throws swc's own error, with boxes drawn around it. */
export function compileBySwc(source: string, syntax: keyof typeof options): Output {
  const swc: typeof import('@swc/core') = require('@swc/core')
  return swc.transformSync(source, options[syntax])
}

/**
 * swc lowers `using` once it compiles anything, and wraps the whole program in a `try` for it. The outermost ones are
 * the rewrite's own matter, so they go through swc as `const`.
 */
export function hideUsing(source: string): {
  readonly text: string
  readonly using: ReadonlyMap<string, 'using' | 'await using'>
} {
  const using = new Map<string, 'using' | 'await using'>()
  if (!source.includes('using')) return { text: source, using }
  const tokens = tokensOf(source)
  let depth = 0
  let text = ''
  tokens.forEach((token, index) => {
    depth += depthStep(token)
    const name = depth === 0 && token.value === 'using' ? nameAfter(tokens, index) : undefined
    if (name === undefined) {
      text += token.value
      return
    }
    const awaited = /\bawait[ \t]+$/.exec(text)
    if (awaited !== null) text = text.slice(0, awaited.index) + ' '.repeat(awaited[0].length)
    text += 'const'
    using.set(name, awaited === null ? 'using' : 'await using')
  })
  return { text, using }
}

function nameAfter(tokens: readonly Token[], index: number): string | undefined {
  if (tokens[index + 1]?.type !== 'WhiteSpace') return undefined
  const name = tokens[index + 2]
  return name?.type === 'IdentifierName' && name.value !== 'of' && name.value !== 'in' ? name.value : undefined
}
