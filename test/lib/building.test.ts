import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { unmapped } from '../../lib/argument'
import { Flow } from '../../lib/flow'
import { Parameter } from '../../lib/parameter'
import type { Task } from '../../lib/task'
import { task } from '../../lib/task-function'
import { triggers } from '../../lib/triggers'
import { run } from './run-quietly'

const one = task(function one() {
  return 1
})
const add = task(function add(a: number, b: number = 10) {
  return a + b
})
const names = (tasks: Iterable<Task>) => Array.from(tasks, ({ name }) => name)

function diamond() {
  const flow = new Flow('diamond')
  const step = (name: string) => task({ name, tags: [name, 'step'] }, (...parts: unknown[]) => [name, ...parts])
  const [a, b, c, d] = flow.build(() => {
    const a = step('a')()
    const b = step('b')(a)
    const c = step('c')(a)
    return [a, b, c, step('d')(b, c)] as const
  })
  return { flow, a, b, c, d }
}

describe('A task function', () => {
  it('adds a new task to the flow at each call, and runs nothing', () => {
    const flow = new Flow('calls')
    const fn = task(() => assert.fail('ran'))
    const tasks = flow.build(() => [fn(), fn()])
    assert.deepEqual([...flow.tasks], tasks)
    assert.deepEqual(
      tasks.map(({ slug }) => slug),
      ['task-1', 'task-2'],
    )
  })
  it('is named by its option, its function, or is called task', () => {
    assert.equal(one.name, 'one')
    assert.equal(task({ name: 'uno' }, one.fn).name, 'uno')
    assert.equal(task(() => 1).name, 'task')
    const arrow = () => 1
    assert.equal(task(arrow).name, 'arrow')
  })
  it('is named by the kernel only where it has no name', () => {
    const nameIt = (fn: unknown, name: string) =>
      (fn as { [key: symbol]: (name: string) => void })[Symbol.for('tasklab.named')]?.(name)
    const nameless = task(() => 1)
    nameIt(nameless, 'fetchPage')
    nameIt(nameless, 'other')
    nameIt(one, 'other')
    assert.equal(nameless.name, 'fetchPage')
    assert.equal(one.name, 'one')
    assert.equal(nameless.with({ tags: ['x'] }).name, 'fetchPage')
    const flow = new Flow('named')
    assert.equal(String(flow.build(() => nameless())), '<Task: fetchPage>')
  })
  it('has its options and its plain function', () => {
    const fn = task({ maxRetries: 2, tags: ['io'] }, one.fn)
    assert.deepEqual(fn.options, { maxRetries: 2, tags: ['io'] })
    assert.equal(fn.fn(), 1)
  })
  it('has copies with some options replaced', () => {
    const fn = task({ maxRetries: 2, tags: ['io'] }, one.fn).with({ maxRetries: 3, name: 'three' })
    assert.deepEqual(fn.options, { maxRetries: 3, tags: ['io'], name: 'three' })
    assert.equal(fn.name, 'three')
  })
  it('refuses a call outside of build, with what to do', () => {
    assert.throws(() => one(), {
      name: 'FlowError',
      message: /^Could not infer an active Flow context\. .*flow\.build/,
    })
  })
  it('refuses surplus arguments', () => {
    const surplus = one as unknown as (x: number) => Task
    assert.throws(() => new Flow('f').build(() => surplus(1)), /takes no arguments, but was called with 1/)
  })
  it('refuses to map over nothing', () => {
    assert.throws(() => new Flow('f').build(() => add.map(unmapped(1), unmapped(2))), { code: 'NOTHING_TO_MAP' })
  })
  it('leaves a default to the function', async () => {
    const flow = new Flow('f')
    const end = flow.build(() => add(one()))
    assert.equal((await run(flow)).value(end), 11)
  })
})

describe('Edge keys', () => {
  const table: readonly (readonly [string, (...args: never[]) => unknown, readonly string[]])[] = [
    ['names', (_a: number, _b: number) => 1, ['_a', '_b']],
    ['a name without parentheses', new Function('return url => 1')(), ['url', 'MORE']],
    ['an async name without parentheses', new Function('return async url => 1')(), ['url', 'MORE']],
    ['defaults', (_a = { x: [1, ')'] }, _b = (x: number) => x) => [_a, _b], ['_a', '_b']],
    ['destructured parameters', ({ x }: { x: 1 }, [y]: [1], z: number) => [x, y, z], ['arg0', 'arg1', 'z']],
    ['rest', (_a: number, ...rest: number[]) => rest, ['_a', 'rest0', 'rest1']],
    [
      'methods',
      {
        async *run(url: string, ...more: string[]) {
          yield [url, more]
        },
      }.run,
      ['url', 'more0'],
    ],
    [
      'computed methods',
      {
        ['a(b'.slice(0, 1)](url: string) {
          return url
        },
      }.a as never,
      ['url', 'MORE'],
    ],
    ['comments', (a: number /* (b, c */, b: number) => [a, b], ['a', 'b', 'MORE']],
    ['bound functions', ((a: number) => a).bind(null), ['arg0', 'arg1']],
    ['built-in functions', Math.max, ['arg0', 'arg1', 'arg2']],
  ]
  for (const [name, fn, keys] of table) {
    it(`are ${keys.filter(key => key !== 'MORE').join(', ')} for ${name}`, () => {
      const flow = new Flow('keys')
      const call = task({ name: 'call' }, fn as (...args: unknown[]) => unknown)
      const args = keys.filter(key => key !== 'MORE')
      const made = flow.build(() => call(...args.map(() => one())))
      assert.deepEqual(
        Array.from(flow.edgesTo(made), ({ key }) => key),
        args,
      )
      if (keys.includes('MORE')) assert.throws(() => flow.build(() => call(...keys)), { code: 'SURPLUS_ARGUMENT' })
    })
  }
  it('print with the edge', () => {
    const flow = new Flow('keys')
    const end = flow.build(() => add(one()).after(one()))
    assert.deepEqual([...flow.edgesTo(end)].map(String), ['<Edge (key=a): one to add>', '<Edge: one to add>'])
  })
})

describe('An argument', () => {
  const give = async (value: unknown) => {
    const flow = new Flow('arguments')
    const end = flow.build(() => task((x: unknown) => x)(typeof value === 'function' ? value() : value))
    return (await run(flow)).value(end)
  }
  it('may be any value', async () => {
    for (const value of [1, 'a', null, undefined, [1], new Date(0), { a: [1] }])
      assert.deepEqual(await give(value), value)
  })
  it('may hold tasks in arrays, objects, Maps and Sets, at any depth', async () => {
    assert.deepEqual(await give(() => [one(), { x: add(1, 2), y: [one()] }]), [1, { x: 3, y: [1] }])
    assert.deepEqual(await give(() => new Map([['a', one()]])), new Map([['a', 1]]))
    assert.deepEqual(await give(() => new Set([one(), 2])), new Set([1, 2]))
  })
  it('is passed as it is where there is no task in it', async () => {
    const value = { list: [1, 2] }
    value.list.push(3)
    assert.equal(await give(value), value)
  })
  it('may be cyclic', async () => {
    const value: { self?: unknown } = {}
    value.self = value
    assert.equal(await give(value), value)
  })
  it('may be a property of a result', async () => {
    const flow = new Flow('properties')
    const end = flow.build(() => {
      const page = task(function page() {
        return { title: 'x', size: 3 }
      })()
      return add(page.get('size'), 1)
    })
    assert.equal((await run(flow)).value(end), 4)
    assert.ok(names(flow).includes('page.size'))
  })
})

describe('Flow', () => {
  it('prints itself, its tasks and parameters', () => {
    const flow = new Flow('retry example')
    assert.equal(String(flow), '<Flow: retry example>')
    assert.equal(inspect(flow), '<Flow: retry example>')
    assert.equal(String(flow.build(() => new Parameter('x'))), '<Parameter: x>')
  })
  it('refuses an async function in build', () => {
    const refusal = { code: 'ASYNC_BUILD' }
    assert.throws(() => new Flow('f').build(async () => one()), refusal)
    assert.throws(() => new Flow('f').build(() => Promise.resolve()), refusal)
  })
  it('may be built in several steps, one inside the other', () => {
    const outer = new Flow('outer')
    const inner = new Flow('inner')
    outer.build(() => {
      inner.build(() => one())
      one()
    })
    outer.build(() => one())
    assert.deepEqual([outer.tasks.size, inner.tasks.size], [2, 1])
  })
  it('is no longer active after a build that threw', () => {
    const flow = new Flow('f')
    assert.throws(() => flow.build(() => assert.fail('x')))
    assert.throws(() => one(), { code: 'NO_ACTIVE_FLOW' })
  })
  it('refuses a slug or a Parameter name taken twice', () => {
    const flow = new Flow('f')
    const slugged = task({ slug: 'mine' }, one.fn)
    flow.build(() => slugged())
    assert.throws(() => flow.build(() => slugged()), { code: 'SLUG_TAKEN' })
    flow.build(() => new Parameter('x'))
    assert.throws(() => flow.addTask(new Parameter('x')), /Parameter "x" is taken/)
  })
  it('refuses edges that do not fit', () => {
    const flow = new Flow('f')
    const [a, b, p] = flow.build(() => [one(), add(1), new Parameter('p')] as const)
    assert.throws(() => flow.addEdge({ upstream: a, downstream: b, key: 'c' }), /has no parameter "c": it takes a, b/)
    assert.throws(() => flow.addEdge({ upstream: a, downstream: b, key: 'a' }), { code: 'KEY_TAKEN' })
    assert.throws(() => flow.addEdge({ upstream: a, downstream: p }), { code: 'EDGE_INTO_PARAMETER' })
    flow.addEdge({ upstream: a, downstream: b, key: 'b' })
    assert.throws(() => flow.addEdge({ upstream: p, downstream: b, key: 'b' }), { code: 'KEY_TAKEN' })
    assert.equal(flow.addEdge({ upstream: a, downstream: b }), flow.addEdge({ upstream: a, downstream: b }))
  })
  it('tells roots, ends, neighbours and order', () => {
    const { flow, a, b, c, d } = diamond()
    assert.deepEqual([...flow.rootTasks()], [a])
    assert.deepEqual([...flow.terminalTasks()], [d])
    assert.deepEqual([...flow.keyTasks], [d])
    assert.deepEqual([...flow.upstreamTasks(d)], [b, c])
    assert.deepEqual([...flow.downstreamTasks(a)], [b, c])
    assert.deepEqual(flow.sortedTasks(), [a, b, c, d])
    assert.deepEqual(flow.sortedTasks([c]), [c, d])
    assert.deepEqual([...flow], [a, b, c, d])
    assert.equal(flow.edgesFrom(a).size, 2)
  })
  it('finds tasks by name, slug and all of their tags', () => {
    const { flow, a, b } = diamond()
    assert.deepEqual(flow.getTasks({ name: 'a' }), [a])
    assert.deepEqual(flow.getTasks({ slug: 'b-1' }), [b])
    assert.deepEqual(flow.getTasks({ tags: ['step', 'b'] }), [b])
    assert.equal(flow.getTasks().length, 4)
  })
  it('prints the path of a cycle, along its edges', () => {
    const { flow, a, b, d } = diamond()
    flow.addEdge({ upstream: d, downstream: a })
    assert.throws(() => flow.validate(), { message: 'Cycle found; flows must be acyclic! a → b → d → a' })
    const two = new Flow('two')
    two.chain(b, d)
    assert.throws(() => two.addEdge({ upstream: d, downstream: b }, { validate: true }), /b → d → b/)
  })
  it('has key tasks of its own, or again the terminal ones', () => {
    const { flow, b, d } = diamond()
    flow.setKeyTasks([b])
    assert.deepEqual([...flow.keyTasks], [b])
    flow.setKeyTasks([])
    assert.deepEqual([...flow.keyTasks], [d])
    assert.throws(() => flow.setKeyTasks([new Flow('x').build(() => one())]), { code: 'NOT_IN_FLOW' })
  })
  it('copies itself with the same tasks and edges of its own', () => {
    const { flow, a, d } = diamond()
    const copy = flow.copy()
    copy.addEdge({ upstream: a, downstream: d })
    copy.setKeyTasks([a])
    assert.deepEqual([...copy.tasks], [...flow.tasks])
    assert.deepEqual([flow.edges.size, copy.edges.size], [4, 5])
    assert.deepEqual([...flow.keyTasks], [d])
  })
  it('takes in another flow, constants too', async () => {
    const { flow } = diamond()
    const other = new Flow('other')
    const end = other.build(() => add(1, [2].length))
    flow.update(other)
    assert.equal((await run(flow)).value(end), 2)
  })
  it('replaces a task by another or by a value', async () => {
    const { flow, b, c, d } = diamond()
    const nine = flow.build(() => task({ name: 'nine' }, (...parts: unknown[]) => parts.length * 9)())
    flow.replace(b, nine)
    assert.deepEqual((await run(flow)).value(d), ['d', 9, ['c', ['a']]])
    flow.replace(c, 'constant')
    assert.deepEqual((await run(flow)).value(d), ['d', 9, 'constant'])
    assert.ok(!flow.tasks.has(b) && !flow.tasks.has(c))
  })
  it('sets dependencies of every kind', async () => {
    const flow = new Flow('deps')
    const [a, end, last] = flow.build(() => [one(), task((x: number, y?: number) => x + (y ?? 0))(1), one()] as const)
    flow.setDependencies(end, { upstream: [a], downstream: [last], inputs: { y: a } })
    assert.deepEqual([...flow.edgesTo(end)].map(String).sort(), ['<Edge (key=y): one to task>', '<Edge: one to task>'])
    assert.deepEqual([...flow.downstreamTasks(end)], [last])
    assert.equal((await run(flow)).value(end), 2)
  })
  it('chains tasks', () => {
    const flow = new Flow('chain')
    const [a, b, c] = flow.build(() => [one(), one(), one()] as const)
    flow.chain(c, b, a)
    assert.deepEqual(flow.sortedTasks(), [c, b, a])
  })
  it('tells its parameters', () => {
    const flow = new Flow('parameters')
    flow.build(() => {
      new Parameter('a')
      new Parameter('b', { default: 1 })
      new Parameter('c', { required: false })
    })
    assert.deepEqual(
      [...flow.parameters()],
      [
        ['a', { required: true }],
        ['b', { required: false, default: 1 }],
        ['c', { required: false }],
      ],
    )
  })
  it('serializes itself to plain JSON', () => {
    const flow = new Flow('json', { version: '1', description: 'd' })
    flow.build(() =>
      task(
        { maxRetries: Number.POSITIVE_INFINITY, trigger: triggers.anyFailed, tags: ['t'] },
        add.fn,
      )(new Parameter('p')),
    )
    assert.deepEqual(JSON.parse(JSON.stringify(flow.serialize())), {
      name: 'json',
      version: '1',
      description: 'd',
      tasks: [
        { slug: 'p', name: 'p', type: 'parameter', tags: [], required: true },
        { slug: 'add-1', name: 'add', type: 'task', tags: ['t'], trigger: 'anyFailed', maxRetries: 'Infinity' },
      ],
      edges: [{ upstream: 'p', downstream: 'add-1', key: 'a', mapped: false }],
      keyTasks: ['add-1'],
    })
  })
})
