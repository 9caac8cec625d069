/**
 * What the kernel's figures are counted in, and what they should reach. The first pattern that fits counts.
 */

import type { Row, Unit } from '../row'

type Target = Pick<Row, 'target' | 'targetPeer'>

const targets: readonly (readonly [RegExp, Target])[] = [
  [/^start to first result/, { targetPeer: 'deno' }],
  [/^typed cell, first/, {}],
  [/idle after its reply/, { target: 20 }],
  [/^(1\+1|typed cell)/, { targetPeer: 'deno' }],
  [/^completion, warm/, { target: 15 }],
  [/^completion/, { target: 30 }],
  [/^interrupt/, { target: 15 }],
  [/: lost/, { target: 0 }],
  [/too late/, { target: 0 }],
  [/^memory at start/, { target: 250 }],
]

export function targetOf(figure: string): Target {
  return targets.find(([pattern]) => pattern.test(figure))?.[1] ?? {}
}

/** measure.py counts in seconds, MB and lines. */
export function unitOf(figure: string): { readonly unit: Unit; readonly factor: number } {
  if (figure.startsWith('memory')) return { unit: 'MB', factor: 1 }
  if (/: lost|too late/.test(figure)) return { unit: 'lines', factor: 1 }
  return { unit: 'ms', factor: 1_000 }
}
