/**
 * The kernels that take part: how each is started, and the same cells in its language. `{n}` becomes a number that no
 * other cell has, so that a session grows as a notebook does.
 */

import { join } from 'node:path'
import { kernelSpec } from '../../../kernel/cli/kernelspec'
import { denoKernelSpec } from '../../kernel/deno'

const modules = join(__dirname, '..', '..', '..', 'node_modules')

export interface Cells {
  readonly typed: string
  readonly complete: string
  readonly inspect: string
  /** A cell with a type error; null where nobody looks at types. */
  readonly wrong: string | null
  readonly keep: string
  readonly kept: string
  readonly loop: string
  readonly lines: string
}

export interface Kernel {
  readonly name: string
  readonly title: string
  readonly spec: Readonly<Record<string, unknown>>
  readonly cells: Cells
}

const typed = [
  'interface Point{n} { x: number; y: number }',
  'const points{n}: Point{n}[] = [{ x: {n}, y: 2 }, { x: 3, y: 4 }]',
  'const norm{n} = (point: Point{n}): number => Math.hypot(point.x, point.y)',
  'const total{n}: number = points{n}.reduce((sum, point) => sum + norm{n}(point), 0)',
  'total{n}.toFixed(3)',
]
const typescript: Cells = {
  typed: typed.join('\n'),
  complete: 'points{n}.fi',
  inspect: 'total{n}',
  wrong: "const wrong{n}: number = 'text'",
  keep: 'var kept = 42',
  kept: 'kept.toFixed()',
  loop: 'while (true) {}',
  lines: 'for (let line = 0; line < {lines}; line++) console.log(line)',
}

const typedPython = [
  'import math',
  'points{n}: list[dict[str, float]] = [{"x": {n}, "y": 2}, {"x": 3, "y": 4}]',
  'def norm{n}(point: dict[str, float]) -> float: return math.hypot(point["x"], point["y"])',
  'total{n}: float = sum(norm{n}(point) for point in points{n})',
  'f"{total{n}:.3f}"',
]
const python: Cells = {
  typed: typedPython.join('\n'),
  complete: 'points{n}.in',
  inspect: 'total{n}',
  wrong: null,
  keep: 'kept = 42',
  kept: 'kept.bit_length()',
  loop: 'while True: pass',
  lines: 'for line in range({lines}): print(line)',
}

/** @param interpreter of the environment that holds ipykernel. */
export function kernelsHere(interpreter: string): readonly Kernel[] {
  const deno = denoKernelSpec()
  return [
    { name: 'tasklab', title: 'tasklab', spec: { ...kernelSpec() }, cells: typescript },
    ...(deno === undefined ? [] : [{ name: 'deno', title: 'Deno', spec: { ...deno }, cells: typescript }]),
    kernel('ipykernel', 'ipykernel', [interpreter, '-m', 'ipykernel_launcher', '-f', '{connection_file}'], python),
    kernel(
      'tslab',
      'tslab',
      [process.execPath, join(modules, 'tslab', 'bin', 'tslab'), 'kernel', '--config-path', '{connection_file}'],
      typescript,
    ),
  ]
}

function kernel(name: string, title: string, argv: readonly string[], cells: Cells): Kernel {
  return { name, title, spec: { argv, display_name: title, language: 'any' }, cells }
}
