import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Notebook } from '../../../kernel/cli/notebook'
import { checkWritable, parseNotebook, readNotebook, writeNotebook } from '../../../kernel/cli/notebook-file'
import { notebookText } from '../../../kernel/cli/notebook-text'
import { needsPython } from '../../run/environment'

const empty = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }

describe('notebook files', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  const broken: readonly [string, string, string][] = [
    ['an empty file', ' \n', 'is no notebook: it is empty.'],
    ['a text', 'hello', "is not JSON: line 1, column 1: Unexpected token 'h'."],
    ['a JSON fault', '{\n "cells": [,]\n}', "is not JSON: line 2, column 12: Unexpected token ','."],
    ['a file that was cut', '{\n "cells": [\n', 'is not JSON: line 3, column 1: Unexpected end of JSON input.'],
    ['another JSON file', '{"name":"tasklab"}', 'is no notebook: it has no "cells".'],
    ['a list', '[]', 'is no notebook: it has no "cells".'],
    ['no format', '{"cells":[]}', 'is no notebook: nbformat is missing; expected 4.'],
    ['an old format', '{"nbformat":3,"worksheets":[]}', 'has nbformat 3; expected 4.'],
    ['cells that are no list', JSON.stringify({ ...empty, cells: 5 }), 'is broken: cells is 5; expected a list.'],
    [
      'a cell that is none',
      JSON.stringify({ ...empty, cells: [null] }),
      'is broken: cells[0] is null; expected an object.',
    ],
    [
      'a cell of a strange type',
      JSON.stringify({ ...empty, cells: [{ cell_type: 'heading' }] }),
      'is broken: cells[0].cell_type is "heading"; expected "code", "markdown" or "raw".',
    ],
    [
      'a cell without source',
      JSON.stringify({ ...empty, cells: [{ cell_type: 'code', source: '' }, { cell_type: 'code' }] }),
      'is broken: cells[1].source is missing; expected a string or a list of strings.',
    ],
    [
      'outputs that are no list',
      JSON.stringify({ ...empty, cells: [{ cell_type: 'code', source: '', outputs: {} }] }),
      'is broken: cells[0].outputs is {}; expected a list.',
    ],
    [
      "another kernel's language",
      JSON.stringify({ ...empty, metadata: { kernelspec: { name: 'python3', language: 'python' } } }),
      'is a notebook in python (kernel "python3"); tasklab runs TypeScript.',
    ],
    [
      'another language without a kernel',
      JSON.stringify({ ...empty, metadata: { language_info: { name: 'R' } } }),
      'is a notebook in R; tasklab runs TypeScript.',
    ],
  ]
  for (const [what, text, message] of broken) {
    it(`names what is wrong with ${what}, and leaves the file as it is`, () => {
      const file = join(folder, 'a.ipynb')
      writeFileSync(file, text)
      assert.throws(() => readNotebook(file), { name: 'KernelError', message: `${file} ${message}` })
      assert.equal(readFileSync(file, 'utf8'), text)
    })
  }

  it('names a file that is not there, or a folder', () => {
    const file = join(folder, 'a.ipynb')
    assert.throws(() => readNotebook(file), { message: `${file} cannot be read: no such file or folder.` })
    assert.throws(() => readNotebook(folder), { message: `${folder} cannot be read: it is a folder.` })
  })

  for (const metadata of [
    {},
    { kernelspec: { name: 'tslab', language: 'typescript' } },
    { kernelspec: { name: 'jslab', language: 'javascript' } },
    { kernelspec: { name: 'x' }, language_info: { name: 'typescript' } },
  ]) {
    it(`takes a notebook with the metadata ${JSON.stringify(metadata)}`, () => {
      assert.deepEqual(parseNotebook(JSON.stringify({ ...empty, metadata })).metadata, metadata)
    })
  }

  it('joins lists of lines, but leaves the lists of JSON outputs', () => {
    const data = { 'text/plain': ['a\n', 'b'], 'application/json': ['a', 'b'], 'application/vnd.x+json': ['c'] }
    const outputs = [
      { output_type: 'display_data', data, metadata: {} },
      { output_type: 'stream', name: 'stdout', text: ['1\n', '2'] },
    ]
    const cell = { cell_type: 'code', source: ['x\n', 'y'], metadata: {}, outputs, execution_count: 1 }
    const [read] = parseNotebook(JSON.stringify({ ...empty, cells: [cell] })).cells
    assert.equal(read?.source, 'x\ny')
    assert.deepEqual(read?.outputs, [
      { output_type: 'display_data', data: { ...data, 'text/plain': 'a\nb' }, metadata: {} },
      { output_type: 'stream', name: 'stdout', text: '1\n2' },
    ])
  })

  it('writes with a final newline, one space of indent, sorted keys and lists of lines', () => {
    const cell = { cell_type: 'markdown', id: 'a', source: '# T\ntext', metadata: {} } as const
    const lines = [
      '{',
      ' "cells": [',
      '  {',
      '   "cell_type": "markdown",',
      '   "id": "a",',
      '   "metadata": {},',
      '   "source": [',
      '    "# T\\n",',
      '    "text"',
      '   ]',
      '  }',
      ' ],',
      ' "metadata": {},',
      ' "nbformat": 4,',
      ' "nbformat_minor": 5',
      '}',
      '',
    ]
    assert.equal(notebookText({ ...empty, cells: [cell] }), lines.join('\n'))
  })

  it('gives each cell an id of its own where it has none', () => {
    const cell = { cell_type: 'markdown', source: '', metadata: {} } as const
    const text = notebookText({
      ...empty,
      nbformat_minor: 2,
      cells: [cell, { ...cell, id: 'a' }, { ...cell, id: 'a' }],
    })
    const { cells, nbformat_minor } = parseNotebook(text)
    assert.equal(nbformat_minor, 5)
    assert.equal(new Set(cells.map(({ id }) => id)).size, 3)
    assert.ok(cells.every(({ id }) => /^[a-zA-Z0-9-_]{1,64}$/.test(id ?? '')))
  })

  it('writes byte for byte what nbformat itself writes', function () {
    const python = needsPython(this)
    const notebook = thorny()
    writeNotebook(join(folder, 'ours.ipynb'), notebook)
    const script =
      'import nbformat, sys; nb = nbformat.read(sys.argv[1], 4); nbformat.validate(nb); nbformat.write(nb, sys.argv[2])'
    const files = [join(folder, 'ours.ipynb'), join(folder, 'theirs.ipynb')] as const
    const { status, stderr } = spawnSync(python, ['-c', script, ...files], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    assert.equal(readFileSync(files[0], 'utf8'), readFileSync(files[1], 'utf8'))
    assert.deepEqual(readNotebook(files[0]), notebook)
  })

  it('leaves no other file beside the one it wrote, and keeps its mode', () => {
    const file = join(folder, 'a.ipynb')
    writeFileSync(file, 'old', { mode: 0o600 })
    writeNotebook(file, empty)
    assert.deepEqual(readdirSync(folder), ['a.ipynb'])
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('writes through a link, which stays a link', () => {
    const file = join(folder, 'a.ipynb')
    symlinkSync(file, join(folder, 'link.ipynb'))
    writeFileSync(file, 'old')
    writeNotebook(join(folder, 'link.ipynb'), empty)
    assert.ok(lstatSync(join(folder, 'link.ipynb')).isSymbolicLink())
    assert.equal(readFileSync(file, 'utf8'), notebookText(empty))
  })

  it('leaves the old file when the new one cannot be put in its place', () => {
    const file = join(folder, 'a.ipynb')
    mkdirSync(join(file, 'inner'), { recursive: true })
    assert.throws(() => writeNotebook(file, empty), { name: 'KernelError' })
    assert.deepEqual(readdirSync(folder), ['a.ipynb'])
    assert.deepEqual(readdirSync(file), ['inner'])
  })

  it('says before a run that its result could not be saved', () => {
    assert.throws(() => checkWritable(folder), { message: `${folder} cannot be written: it is a folder.` })
    const lost = join(folder, 'no', 'a.ipynb')
    assert.throws(() => checkWritable(lost), { message: `${lost} cannot be written: no such file or folder.` })
    checkWritable(join(folder, 'new.ipynb'))
  })

  /** Every kind of cell and output, with line ends and characters that JSON writers differ on. */
  function thorny(): Notebook {
    const text = 'a\r\nb\rc\u2028d\x0be\x85 \u001b[31m "quotes" \\ é 🎉 \x7f\n\n'
    const image = { 'image/png': 'aGVsbG8=\n', 'image/svg+xml': '<svg>\n</svg>', 'text/plain': 'x\n' }
    const code = { cell_type: 'code', metadata: {}, source: 'a\nb', execution_count: null } as const
    return {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: 'tasklab', display_name: 'T', language: 'typescript' },
        Zed: 1,
        a: [1, { z: 1, b: {} }, []],
      },
      cells: [
        { cell_type: 'markdown', id: 'm', metadata: {}, source: text, attachments: { 'a.png': image } },
        { cell_type: 'raw', id: 'r', metadata: { tags: ['x'] }, source: '' },
        { ...code, id: 'c1', outputs: [] },
        {
          ...code,
          id: 'c2',
          execution_count: 1,
          outputs: [
            { output_type: 'stream', name: 'stdout', text },
            { output_type: 'display_data', data: image, metadata: { 'image/png': { width: 5 } } },
            {
              output_type: 'execute_result',
              data: { 'application/json': { b: ['x\ny'], a: 1.5 } },
              metadata: {},
              execution_count: 1,
            },
            { output_type: 'error', ename: 'E', evalue: 'a\nb', traceback: ['a\nb', ''] },
          ],
        },
      ],
    }
  }
})
