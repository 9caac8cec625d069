import { strict as assert } from 'node:assert'
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { CellCheck } from '../../kernel/front/cell-check'
import { SessionTypes } from '../../kernel/front/session-types'
import type { Diagnostic, TypeService } from '../../kernel/front/types/type-service'

const found: Diagnostic = {
  line: 1,
  column: 7,
  endLine: 1,
  endColumn: 8,
  message: 'This is wrong.',
  code: 2322,
  severity: 'error',
}

/** A type service that answers when the test says so. */
class FakeService {
  readonly asked: string[] = []
  readonly added: string[] = []
  readonly answer = Promise.withResolvers<readonly Diagnostic[]>()
  start(): void {}
  check({ source }: { readonly source: string }): Promise<readonly Diagnostic[]> {
    this.asked.push(source)
    return this.answer.promise
  }
  add({ source }: { readonly source: string }): void {
    this.added.push(source)
  }
}

function setUp(more: { readonly silent?: boolean; readonly started?: boolean } = {}) {
  const service = new FakeService()
  const types = new SessionTypes(() => service as unknown as TypeService)
  if (more.started !== false) types.start()
  const published: string[] = []
  const publisher = { stream: (_: unknown, __: string, text: string) => text !== '' && published.push(text) }
  const request = { message: { header: {} }, silent: more.silent === true, allowStdin: false }
  const check = new CellCheck(types, request as unknown as ConstructorParameters<typeof CellCheck>[1])
  const publish = (): Promise<void> => check.publish(publisher as unknown as Parameters<CellCheck['publish']>[0])
  return { service, types, check, published, publish }
}

describe('The check of a cell', () => {
  it('that is ready publishes before idle', async () => {
    const { service, check, published, publish } = setUp()
    check.begin({ source: 'const n = 1', title: 'Cell [1]', declares: [] })
    service.answer.resolve([found])
    await publish()
    assert.match(published.join(''), /Cell \[1\], line 1: .*This is wrong\.\n.*const n = 1/)
  })

  it('that is late lets idle pass, and publishes when it comes', async () => {
    const { service, check, published, publish } = setUp()
    check.begin({ source: 'const n = 1', title: 'Cell [1]', declares: [] })
    await publish()
    assert.deepEqual(published, [])
    service.answer.resolve([found])
    await setImmediate()
    assert.equal(published.length, 1)
  })

  it('does not wait for a service that has not started, which is told of the cells when it does', async () => {
    const { service, types, check, published, publish } = setUp({ started: false })
    check.begin({ source: 'const n = 1', title: 'Cell [1]', declares: [] })
    await publish()
    assert.deepEqual(service.asked, [])
    types.start()
    assert.deepEqual([service.asked, service.added], [['const n = 1'], ['const n = 1']])
    service.answer.resolve([found])
    await setImmediate()
    assert.equal(published.length, 1)
  })

  it('leaves the machine to a cell that takes no time, and does not wait for the reply of a long one', () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    const { service, check } = setUp()
    check.begin({ source: 'for (;;) await 0', title: 'Cell [1]', declares: [] })
    mock.timers.tick(9)
    assert.deepEqual(service.asked, [])
    mock.timers.tick(1)
    assert.deepEqual(service.asked, ['for (;;) await 0'])
    mock.timers.reset()
  })

  it('looks at a source once, however often a magic runs it', async () => {
    const { service, check, publish } = setUp()
    for (let pass = 0; pass < 3; pass++) check.begin({ source: 'n++', title: 'Cell [1]', declares: [] })
    service.answer.resolve([])
    await publish()
    assert.deepEqual([service.asked, service.added], [['n++'], ['n++']])
  })

  it('of a silent cell is none, but its names count', async () => {
    const { service, check, published, publish } = setUp({ silent: true })
    check.begin({ source: 'const n = 1', title: 'Cell [1]', declares: [] })
    await publish()
    assert.deepEqual([service.asked, service.added, published], [[], ['const n = 1'], []])
  })

  it('refuses a cell in strict mode alone, for errors alone, and not for syntax, which the kernel reports', async () => {
    for (const [mode, diagnostic, refused] of [
      ['strict', found, true],
      ['strict', { ...found, severity: 'warning' }, false],
      ['strict', { ...found, code: 1005 }, false],
      ['warn', found, false],
      ['off', found, false],
    ] as const) {
      const { service, types, check } = setUp()
      types.mode = mode
      service.answer.resolve([diagnostic])
      const refusal = await check.refusal({ source: 'const n = 1', title: 'Cell [1]' })
      assert.equal(refusal?.ename, refused ? 'TypeCheckError' : undefined, `${mode} ${diagnostic.severity}`)
    }
  })
})
