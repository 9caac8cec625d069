import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { compileModule } from '../../../kernel/cell/compile-module'
import { originalPosition } from '../../../kernel/cell/positions'
import { CellSyntaxError } from '../../../kernel/cell/syntax-error'

const compile = (source: string) => compileModule(source, { file: '/notebook/lib.ts' })

describe('compileModule', () => {
  it('leaves the places of a file with types as they are', () => {
    const { code, map } = compile('export const a: number = 1\nexport type T = string\n')
    equal(code, 'export const a         = 1\n                      \n')
    equal(map, undefined)
  })

  it('compiles enums, and knows where their lines were', () => {
    const source = 'export enum E {\n  A,\n}\n\nexport const e = E.A\n'
    const { code, map } = compile(source)
    const lines = code.split('\n')
    match(lines[4] ?? '', /export const e = E\.A/)
    deepEqual(originalPosition(map, 5, 1), { line: 5, column: 1 })
  })

  it('compiles JSX where the file’s ending allows it, on its own lines, and keeps what it calls imported', () => {
    const source = 'import React, { FC } from "react"\nexport const A: FC = () => (\n  <p>\n    {f()}\n  </p>\n)\n'
    const { code } = compileModule(source, { file: '/notebook/A.tsx' })
    match(code, /^import React from "react"/)
    match(code.split('\n')[2] ?? '', /React\.createElement\("p"/)
    match(code.split('\n')[3] ?? '', /f\(\)/)
    throws(() => compile(source), CellSyntaxError)
  })

  it('leaves out imports that are only types, and still loads their modules', () => {
    const { code } = compile(
      'import { T, f as g } from "./a"\nimport d, { U } from "./b"\nimport { V } from "./c"\nconst x: T = g(d)\n',
    )
    equal(code, 'import {f as g} from "./a"\nimport d from "./b"\nimport "./c"\nconst x    = g(d)\n')
  })

  it('keeps imports that are exported again', () => {
    equal(compile('import { a } from "./a"\nexport { a }\n').code, 'import { a } from "./a"\nexport { a }\n')
  })

  it('leaves out exports of what was only a type', () => {
    equal(compile('interface T { a: 1 }\nconst b = 1\nexport { T, b }\n').code.split('\n')[2], 'export{b};')
  })

  it('names the file and the place of a syntax error', () => {
    throws(
      () => compile('const a = 1\nlet b: = 5\n'),
      (error: unknown) => error instanceof CellSyntaxError && error.message.startsWith('/notebook/lib.ts:2:8: '),
    )
  })
})
