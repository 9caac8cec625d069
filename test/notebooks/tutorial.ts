/**
 * What the retry tutorial promises its reader, looked for in its executed notebook: its texts to the letter, its times,
 * its pictures and tables, plan B.
 */

import { strict as assert } from 'node:assert'
import { joined, type SavedNotebook, textOf } from './executed-notebook'

/** @param executed the notebook after its run; asked for by each test, when it is there. */
export function tutorialRan(executed: () => SavedNotebook): void {
  it('prints to the letter what the tutorial prints', () => {
    const text = executed()
      .cells.flatMap(({ outputs = [] }) => outputs.map(textOf))
      .join('\n')
    for (const line of [
      'Flow state: Pending("Some terminal tasks are still pending.")',
      '<Task: create_payload>: Success("Task run succeeded.")',
      '<Task: ping_external_service>: Retrying("Retrying Task (after attempt 1 of 2)")',
      'Flow state: Success("All key tasks succeeded.")',
      'Flow results: {<Task: ping_external_service>: Success("Task run succeeded.")}',
    ]) {
      assert.ok(text.includes(line), `${line}\nis not in\n${text}`)
    }
  })

  it('takes five seconds at first, and next to none for the second run', () => {
    const walls = executed()
      .cells.flatMap(({ outputs = [] }) => outputs.map(textOf))
      .flatMap(text => /Wall time: ([\d.]+) (m?s)/.exec(text) ?? [])
      .filter((_, i) => i % 3 !== 0)
    const [first, firstUnit, second, secondUnit] = walls
    assert.equal(firstUnit, 's')
    assert.ok(Number(first) >= 5 && Number(first) < 7, `first run: ${first} s`)
    assert.equal(secondUnit, 'ms')
    assert.ok(Number(second) < 1000, `second run: ${second} ms`)
  })

  it('gives both graphs and the timeline as vega-lite and as PNG', () => {
    const pictures = bundles(executed()).filter(data => 'image/png' in data)
    assert.equal(pictures.length, 3)
    for (const picture of pictures) {
      assert.deepEqual(Object.keys(picture).sort(), ['application/vnd.vegalite.v5+json', 'image/png', 'text/plain'])
    }
  })

  it('shows both states as tables, and each of the five runs as one', () => {
    assert.equal(bundles(executed(), 'execute_result').filter(isTable).length, 2)
    assert.equal(bundles(executed(), 'display_data').filter(isTable).length, 5)
  })

  it('goes on from the first run without its first task, in one line', () => {
    const plan = executed()
      .cells.flatMap(({ outputs = [] }) => outputs.map(textOf))
      .find(text => text.includes('Reuses'))
    assert.match(plan ?? '', /Reuses 1 task: create_payload\.\nRuns 1 task:\n {2}ping_external_service: /)
  })

  it('tells plan B by its trigger', () => {
    const why = executed().cells.find(({ source }) => joined(source) === '%why ask_archive')?.outputs?.[0]
    assert.ok(why !== undefined)
    assert.match(textOf(why), /Its trigger anyFailed let it run:\n {2}ask_service is Failed/)
  })
}

type Bundle = Readonly<Record<string, unknown>>

function bundles({ cells }: SavedNotebook, type?: string): readonly Bundle[] {
  const outputs = cells.flatMap(cell => cell.outputs ?? [])
  return outputs.flatMap(({ output_type, data }) => (type === undefined || output_type === type ? [data ?? {}] : []))
}

function isTable(data: Bundle): boolean {
  return joined(data['text/html']).includes('<table')
}
