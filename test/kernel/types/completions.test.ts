// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are sources of cells

/** Completion, hover and signatures, in code that is being typed (`|` is the cursor): by a real server. */

import { strict as assert } from 'node:assert'
import type { Completion, TypeService } from '../../../kernel/front/types/type-service'
import { NotebookFolder } from './notebook-folder'

const session = `/** Adds two numbers. */
function add(first: number, second: number) { return first + second }
const person = { name: 'x', age: 3, 'odd-key': 1 }
interface Shape { size: number; colour: 'red' | 'blue' }
class Dog { bark() {} }
let counter = 1`

/** Labels that must be among the first, and labels that must be missing. */
const cases: readonly (readonly [typed: string, first: readonly string[], missing?: readonly string[]])[] = [
  ['person.|', ['age', 'name', 'odd-key'], ['person', 'Dog']],
  ['person.na|', ['name'], ['age', 'odd-key']],
  ['per|', ['person'], ['counter']],
  ['PER|', ['person']],
  ['add(per|', ['person']],
  ['`${per|}`', ['person']],
  ['const shape: Sh|', ['Shape'], ['person']],
  ['new D|', ['Dog'], ['Shape']],
  ['const shape: Shape = { |', ['colour', 'size'], ['person']],
  ["const shape: Shape = { size: 1, colour: '|' }", ['blue', 'red']],
  ["person['|']", ['age', 'name', 'odd-key']],
  ["import { readFileS| } from 'node:fs'", ['ReadFileSyncOptions'], ['writeFile']],
  ["import x from './|'", ['answer', 'data.json'], ['.tasklab-cells']],
  ["import x from 'tas|'", ['tasklab', 'tasklab/notebook']],
  ["import x from 'node:worker_|'", ['node:worker_threads'], ['node:fs', 'tasklab']],
  ["person['odd-|']", ['odd-key'], ['age']],
  ["import x from 'no-such-|'", [], ['tasklab', 'node:fs']],
  ['disp|', ['display']],
  ['await fet|', ['fetch']],
  ['person.age.to|\nfoo bar', ['toExponential', 'toFixed']],
  // what is being typed counts before what an earlier cell said of the same name
  ['const person = { other: 1 }\nperson.|', ['other'], ['age']],
  ['function f() { const person = { inner: 1 }; person.| }', ['inner'], ['age']],
  ['const one: { sure: 1; maybe?: 2 } = { sure: 1 }\none.|', ['maybe', 'sure']],
  ['unknown.|', [], ['person']],
]

describe('TypeService.complete', () => {
  const folder = new NotebookFolder()
  let service: TypeService

  before(() => {
    service = folder.service()
    service.add({ source: session })
  })

  after(async () => {
    await service.stop()
    folder.remove()
  })

  const complete = async (typed: string): Promise<readonly Completion[]> =>
    (await service.complete(typed.replace('|', ''), typed.indexOf('|'))).items

  for (const [typed, first, missing = []] of cases) {
    it(`completes ${JSON.stringify(typed)}`, async () => {
      const labels = (await complete(typed)).map(({ label }) => label)
      assert.deepEqual(labels.slice(0, first.length), first)
      assert.deepEqual(
        labels.filter(label => missing.includes(label)),
        [],
      )
    })
  }

  it('says what each name is and which part of the source it replaces', async () => {
    const [found] = await complete('1\nadd(per|')
    assert.deepEqual(found, { label: 'person', kind: 'constant', sortText: '11', replaceStart: 6, replaceEnd: 9 })
  })

  it('replaces the dot before a key that is no name', async () => {
    const found = (await complete('person.|')).find(({ label }) => label === 'odd-key')
    assert.deepEqual([found?.insertText, found?.replaceStart, found?.replaceEnd], ['["odd-key"]', 6, 7])
  })

  it('is as quick below data that is one long word', async function () {
    this.timeout(5_000)
    const labels = (await complete(`const data = '${'f'.repeat(1e5)}'\nperson.na|`)).map(({ label }) => label)
    assert.deepEqual(labels, ['name'])
  })

  it('names kinds as front ends know them', async () => {
    const kinds = new Map((await complete('|')).map(({ label, kind }) => [label, kind]))
    const expected = { add: 'function', Dog: 'class', counter: 'variable', person: 'constant', const: 'keyword' }
    for (const [label, kind] of Object.entries(expected)) assert.equal(kinds.get(label), kind, label)
  })

  it('answers questions asked at the same time each for its own source', async () => {
    const answers = await Promise.all(['person.|', 'new Dog().|', 'person.|', 'add(1, 2).toF|'].map(complete))
    assert.deepEqual(
      answers.map(([first]) => first?.label),
      ['age', 'bark', 'age', 'toFixed'],
    )
  })

  const hovers: readonly (readonly [typed: string, type: string | undefined, documentation?: string])[] = [
    ['a|dd(1, 2)', 'function add(first: number, second: number): number', 'Adds two numbers.'],
    ['person.na|me', '(property) name: string'],
    ['let s: Sha|pe', 'interface Shape'],
    ['const total = counter\ntot|al', 'const total: number'],
    [
      'dis|play',
      'function display(value: unknown, options?: {\n    readonly id?: string;\n}): {\n    update(value: unknown): void;\n}',
      'Shows a value.',
    ],
    ['1 |  + 2', undefined],
  ]

  for (const [typed, type, documentation = ''] of hovers) {
    it(`says what stands at ${JSON.stringify(typed)}`, async () => {
      const hover = await service.hover(typed.replace('|', ''), typed.indexOf('|'))
      assert.deepEqual(hover, type === undefined ? undefined : { type, documentation })
    })
  }

  it('says which parameter of a call comes next', async () => {
    const label = 'add(first: number, second: number): number'
    const signature = await service.signature('add(1, ', 7)
    assert.deepEqual(signature, { label, documentation: 'Adds two numbers.', activeParameter: 1 })
    assert.equal(await service.signature('1 + ', 4), undefined)
  })
})
