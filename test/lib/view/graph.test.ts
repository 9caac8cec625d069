import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { Failed, Mapped, makeState, Running, type State, Success, stateTypes } from '../../../lib/state'
import { flowGraph } from '../../../lib/view/graph'
import { statusFill } from '../../../lib/view/palette'
import { at, type SampleEdge, sampleFlow, sampleRun, sampleTask, tutorial } from './sample'
import { drawn, layersOf } from './spec-parts'
import { assertVegaLite } from './vega-lite-schema'

const { flow, first, second } = tutorial()
const retryTitle = "An external service is down - our terminal task is in a 'Retrying' State"
const successTitle = "With the 'Retrying' state as an initial state, the first Task is not rerun"

/** Circles of tasks: those that have a status. */
const circlesOf = (spec: Parameters<typeof drawn>[0]) => drawn(spec, 'point', 'circle').filter(each => each.status)
const legendOf = (spec: Parameters<typeof drawn>[0]) =>
  layersOf(spec).flatMap(layer => (layer.encoding.fill?.scale === undefined ? [] : [layer.encoding.fill.scale]))[0]
const textsOf = (spec: Parameters<typeof drawn>[0]) => drawn(spec, 'text').map(each => each.text)

describe("The graph of a flow's run", () => {
  it("is the tutorial's first picture: green, then yellow, and a flow that is pending", async () => {
    const spec = await flowGraph(flow, first, { title: retryTitle }).spec()
    assert.deepEqual(spec.title, {
      text: [retryTitle],
      anchor: 'start',
      fontSize: 16,
      fontWeight: 'bold',
      color: '#333333',
      offset: 8,
    })
    assert.deepEqual(
      circlesOf(spec).map(({ name, status }) => [name, status]),
      [
        ['create_payload', 'Success'],
        ['ping_external_service', 'Retrying'],
      ],
    )
    assert.deepEqual(legendOf(spec), { domain: ['Success', 'Retrying'], range: ['#80c080', '#ffff80'] })
    const overall = layersOf(spec).find(layer => layer.mark.fill === statusFill('Pending'))
    assert.equal(overall?.data?.values[0]?.state, 'Pending("Some terminal tasks are still pending.")')
    assert.ok(textsOf(spec).includes('Overall Flow State'))
  })

  it("writes the flow's own state below its circle, which may be in no legend, and a mark beside each task", async () => {
    const texts = textsOf(await flowGraph(flow, first).spec())
    assert.deepEqual(
      ['○ Pending', '✓', '↻'].filter(text => texts.includes(text)),
      ['○ Pending', '✓', '↻'],
    )
  })

  it('colours what was running when the process of its run ended as cut off, and the run too', async () => {
    const task = sampleTask('deaf')
    const killed = Running({ message: 'The process ended before the run did.' })
    const run = sampleRun(sampleFlow('killed', [task], []), killed, [[task, Running({ startedAt: at(0) })]])
    const spec = await flowGraph(run.flow, run).spec()
    assert.deepEqual(legendOf(spec)?.domain, ['Cut Off'])
    assert.ok(textsOf(spec).includes('↯ Cut Off'))
  })

  it('marks among many tasks those alone that are not Success, and draws edges behind the tasks', async () => {
    const tasks = Array.from({ length: 60 }, (_, index) => sampleTask(`task_${index}`))
    const [head, ...rest] = tasks.map((task, index) => [task, index === 7 ? Failed({}) : Success({})] as const)
    const edges = rest.map(([task]): SampleEdge => [head?.[0] ?? task, task])
    const run = sampleRun(sampleFlow('many', tasks, edges), Failed({}), head === undefined ? [] : [head, ...rest])
    const spec = await flowGraph(run.flow, run).spec()
    assert.deepEqual(
      textsOf(spec).filter(text => text === '✓' || text === '✗'),
      ['✗'],
    )
    assert.equal(layersOf(spec)[0]?.mark.type, 'rule')
  })

  it('lets edges that arrive from nearly the same side share a head, around the circle where there are many', async () => {
    const tasks = Array.from({ length: 13 }, (_, index) => sampleTask(`task_${index}`))
    const end = sampleTask('end')
    const spec = await flowGraph(
      sampleFlow(
        'in',
        [...tasks, end],
        tasks.map(task => [task, end]),
      ),
    ).spec()
    const heads = drawn(spec, 'point', 'triangle-up')
    assert.ok(heads.length >= 3 && heads.length <= 6, `${heads.length} heads`)
  })

  it("is the tutorial's second picture: what was not run is grey and comes first in the legend", async () => {
    const spec = await flowGraph(flow, second, { title: successTitle }).spec()
    assert.deepEqual(
      circlesOf(spec).map(({ status }) => status),
      ['Not Run', 'Success'],
    )
    assert.deepEqual(legendOf(spec), { domain: ['Not Run', 'Success'], range: ['#c0c0c0', '#80c080'] })
  })

  it('has the first task above the second, in the middle, an edge from centre to centre and its key beside it', async () => {
    const spec = await flowGraph(flow, first).spec()
    const [payload, ping] = circlesOf(spec)
    assert.ok(payload && ping)
    assert.equal(payload.x, ping.x)
    assert.equal(payload.x, Number(spec.width) / 2)
    assert.ok(Number(ping.y) - Number(payload.y) > 150)
    assert.deepEqual(drawn(spec, 'rule'), [{ x: payload.x, y: payload.y, x2: ping.x, y2: ping.y }])
    const key = drawn(spec, 'text').find(each => each.text === 'url')
    assert.equal(key?.y, (Number(payload.y) + Number(ping.y)) / 2)
  })

  it('ends an edge in an open triangle that points along it, its tip at the centre of the circle', async () => {
    const spec = await flowGraph(flow, first).spec()
    const [arrow] = drawn(spec, 'point', 'triangle-up')
    const [, ping] = circlesOf(spec)
    assert.equal(arrow?.angle, 180)
    assert.ok(Number(arrow?.y) < Number(ping?.y) && Number(arrow?.y) > Number(ping?.y) - 16)
    assert.equal(layersOf(spec).find(layer => layer.mark.shape === 'triangle-up')?.mark.filled, false)
  })

  it('tells name, state, attempts and duration in its tooltips', async () => {
    const [, ping] = circlesOf(await flowGraph(flow, first).spec())
    assert.equal(ping?.state, 'Retrying("Retrying Task (after attempt 1 of 2)")')
    assert.equal(ping?.attempts, '1 of 2')
    assert.equal(ping?.duration, '5 ms')
    const spec = await flowGraph(flow, first).spec()
    const tooltip = layersOf(spec).find(layer => layer.encoding.fill)?.encoding.tooltip as unknown as readonly {
      title: string
    }[]
    assert.deepEqual(
      tooltip.map(each => each.title),
      ['Name', 'State', 'Attempts', 'Duration'],
    )
  })

  it('without a run has neither states nor a legend, and the name of the flow for a title', async () => {
    const spec = await flowGraph(flow).spec()
    assert.deepEqual((spec.title as { text: unknown }).text, ['retry example'])
    assert.equal(textsOf(spec).includes('Overall Flow State'), false)
    const [fill] = layersOf(spec).flatMap(layer => layer.encoding.fill ?? [])
    assert.equal(fill?.legend, null)
  })

  it('knows a colour for every state', async () => {
    const tasks = stateTypes.map(type => sampleTask(type))
    const states = stateTypes.map(type => makeState(type, { startTime: at(1000), timestamp: at(0), runCount: 1 }))
    const run = sampleRun(
      sampleFlow('all', tasks, []),
      Failed(),
      tasks.map((task, index) => [task, states[index] as State]),
    )
    const legend = legendOf(await flowGraph(run.flow, run).spec())
    assert.equal(new Set(legend?.range).size, stateTypes.length)
  })

  it('marks a mapped task, counts its children, and has the colour of what they come to', async () => {
    const [list, each] = [sampleTask('list'), sampleTask('each')]
    const mapped = sampleFlow('mapping', [list, each], [[list, each, 'item', true]])
    const done = Mapped({ mapStates: [Success({}), Success({})] })
    const broken = Mapped({ mapStates: [Success({}), Failed({})] })
    for (const [state, status] of [
      [done, 'Mapped'],
      [broken, 'Failed'],
    ] as const) {
      const spec = await flowGraph(
        mapped,
        sampleRun(mapped, Success({}), [
          [list, Success({})],
          [each, state],
        ]),
      ).spec()
      assert.equal(circlesOf(spec)[1]?.status, status)
      assert.ok(textsOf(spec).includes('each × 2'))
      assert.equal(
        drawn(spec, 'point', 'circle').filter(circle => circle.status === undefined).length,
        3,
        'two rings and the flow',
      )
    }
    assert.ok(textsOf(await flowGraph(mapped).spec()).includes('each × n'))
  })

  it('writes no two keys over each other where edges cross', async () => {
    const above = ['north', 'south'].map(name => sampleTask(name))
    const below = ['compare', 'use', 'alarm', 'tidy'].map(name => sampleTask(name))
    const edges = below.flatMap(task => above.map((from, i): SampleEdge => [from, task, `input ${i}`]))
    const spec = await flowGraph(sampleFlow('crossing', [...above, ...below], edges)).spec()
    const keys = drawn(spec, 'text').filter(({ text }) => String(text).startsWith('input'))
    assert.equal(keys.length, 8)
    for (const [i, one] of keys.entries()) {
      for (const other of keys.slice(i + 1)) {
        const isApart = Math.abs(Number(one.x) - Number(other.x)) > 40 || Math.abs(Number(one.y) - Number(other.y)) > 8
        assert.ok(isApart, `${one.text} at ${one.x}, ${one.y} and ${other.text} at ${other.x}, ${other.y}`)
      }
    }
  })

  it('draws one line for two tasks, however many inputs go along it', async () => {
    const [one, two] = [sampleTask('one'), sampleTask('two')]
    const spec = await flowGraph(
      sampleFlow(
        'pair',
        [one, two],
        [
          [one, two, 'a'],
          [one, two, 'b'],
          [one, two],
        ],
      ),
    ).spec()
    assert.equal(drawn(spec, 'rule').length, 1)
    assert.ok(textsOf(spec).includes('a, b'))
  })

  it('leads an edge that skips a depth round the tasks between', async () => {
    const [a, b, c] = [sampleTask('a'), sampleTask('b'), sampleTask('c')]
    const spec = await flowGraph(
      sampleFlow(
        'skip',
        [a, b, c],
        [
          [a, b],
          [b, c],
          [a, c],
        ],
      ),
    ).spec()
    const way = drawn(spec, 'line')
    const between = circlesOf(spec)[1] ?? circlesOf(spec)[0]
    assert.ok(way.length > 4)
    assert.ok(
      way.every(
        point => Math.abs(Number(point.x) - Number(between?.x)) + Math.abs(Number(point.y) - Number(between?.y)) > 16,
      ),
    )
  })

  it('draws an empty flow, a flow with one task, and names that are HTML or very long', async () => {
    const long = sampleTask(`<script>${'very '.repeat(100)}long`)
    for (const tasks of [[], [sampleTask('alone')], [long, sampleTask('next')]]) {
      const picture = flowGraph(sampleFlow('odd', tasks, []), undefined, { title: 'word '.repeat(60) })
      assertVegaLite(await picture.spec())
      assert.ok((await picture.toPNG()).length > 1000)
    }
  })

  it('says in words what the picture shows', () => {
    assert.equal(
      String(flowGraph(flow, first, { title: retryTitle })),
      [
        retryTitle,
        'Overall Flow State: Pending("Some terminal tasks are still pending.")',
        '',
        'task                   state     after',
        'create_payload         Success',
        'ping_external_service  Retrying  create_payload',
      ].join('\n'),
    )
  })

  it("keeps to vega-lite's schema, with and without a run", async () => {
    assertVegaLite(await flowGraph(flow, first).spec())
    assertVegaLite(await flowGraph(flow).spec())
  })

  it('is the same picture every time', async () => {
    const draw = async () =>
      createHash('sha256')
        .update(await flowGraph(flow, first).toPNG())
        .digest('hex')
    assert.equal(await draw(), await draw())
  })

  for (const [count, wide] of [
    [20, 4],
    [200, 14],
    [1000, 60],
    [1000, 999],
    [1000, 1],
  ] as const) {
    it(`with ${count} tasks, ${wide} side by side, fits beside JupyterLab's file browser, and no two tasks touch`, async () => {
      const tasks = Array.from({ length: count }, (_, index) => sampleTask(`task_${index}`))
      const edges: SampleEdge[] = tasks.slice(wide).map((task, index) => [tasks[index] ?? task, task])
      const spec = await flowGraph(sampleFlow('large', tasks, edges)).spec()
      assert.ok(Number(spec.width) <= 790 && Number(spec.height) <= 1600, `${spec.width} × ${spec.height}`)
      const circles = layersOf(spec).find(layer => layer.encoding.fill)
      const apart = 2 * Math.sqrt(Number(circles?.mark.size) / Math.PI)
      const places = (circles?.data?.values ?? []).map(({ x, y }) => [Number(x), Number(y)] as const)
      assert.equal(places.length, count)
      const byRow = [...places].sort((a, b) => a[1] - b[1] || a[0] - b[0])
      byRow.forEach(([x, y], index) => {
        const [nextX, nextY] = byRow[index + 1] ?? [0, -1]
        assert.ok(nextY !== y || nextX - x >= apart, `${x},${y} and ${nextX},${nextY}`)
        assert.ok(x > 0 && x < Number(spec.width) && y > 0 && y < Number(spec.height))
      })
    })
  }
})
