import { strict as assert } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryEntry } from '../../../kernel/front/history-store'
import { helpText } from '../../../kernel/magics/help'
import { historyText, parseRange } from '../../../kernel/magics/history'
import { tableText } from '../../../kernel/magics/names'
import { magicOf } from '../../../kernel/magics/table'
import type { JsonObject } from '../../../kernel/wire/message'
import { type Answer, resultOf, textOf } from '../test-kernel'
import { MagicKernel } from './magic-kernel'

describe('Magics for the session’s names', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    await magic.run(
      "import { basename } from 'node:path'\nconst count: number = 3\nlet text = 'a\\nb'\nclass Point { x = 1 }\nconst point = new Point()\nfunction add(a: number, b: number) { return a + b }\nconst list = [1, 2, 3], nothing = null, process = 5",
    )
    await magic.kernel.execute('throw 0\nconst never = 1')
  })

  after(() => magic.stop())

  it('%who lists them, all or those of a type', async () => {
    const names = ['Point', 'add', 'basename', 'count', 'list', 'nothing', 'point', 'process', 'text']
    assert.deepEqual((await magic.printed('%who')).trimEnd().split(/\t /), names)
    assert.equal(await magic.printed('%who number Array'), 'count\t list\t process\n')
    assert.equal(await magic.printed('%who bigint'), 'No variables match your requested type.\n')
  })

  it('%whos shows type and value of each', async () => {
    const lines = (await magic.printed('%whos')).split('\n')
    assert.deepEqual(lines.slice(0, 2), ['Variable   Type        Data/Info', '--------------------------------'])
    for (const row of [
      'Point      class      class Point',
      'add        function   function add(a, b)',
      'count      number     3',
      'list       Array      n=3',
      'nothing    null       null',
      'point      Point      Point { x: 1 }',
      'process    number     5',
      "text       string     'a\\nb'",
    ]) {
      assert.ok(
        lines.some(line => line.replaceAll(/ +/g, ' ') === row.replaceAll(/ +/g, ' ')),
        `${row} in\n${lines.join('\n')}`,
      )
    }
  })

  it('%whos is aligned to the widest name and type', () => {
    const rows = [{ name: 'a', type: 'Uint8ClampedArray', info: 'n=1' }]
    assert.equal(
      tableText(rows),
      'Variable   Type                 Data/Info\n-----------------------------------------\na          Uint8ClampedArray    n=1\n',
    )
  })

  it('%reset asks; no means no', async () => {
    magic.kernel.onInput = ({ prompt }) => {
      assert.equal(prompt, 'Once deleted, variables cannot be recovered. Proceed (y/[n])? ')
      return { value: 'n' }
    }
    const answer = await magic.kernel.execute('%reset', { allow_stdin: true })
    assert.equal(textOf(answer), 'Nothing done.\n')
    assert.equal(resultOf(await magic.run('count')), '3')
  })

  it('%reset does nothing where it is interrupted, or gets an error for an answer', async () => {
    let asked = false
    magic.kernel.onInput = () => {
      asked = true
      return undefined
    }
    const resetting = magic.kernel.execute('%reset', { allow_stdin: true })
    await magic.kernel.until(() => magic.kernel.published.some(({ content }) => content.code === '%reset'))
    while (!asked) await new Promise(resolve => setImmediate(resolve))
    await magic.kernel.request('interrupt_request', {}, 'control')
    assert.equal((await resetting).reply.status, 'error')
    assert.equal(resultOf(await magic.run('count')), '3')
    magic.kernel.onInput = () => ({ value: '', status: 'error', evalue: 'The person is away.' })
    const { reply } = await magic.kernel.execute('%reset', { allow_stdin: true })
    assert.equal(reply.evalue, 'The person is away.')
    assert.equal(resultOf(await magic.run('count')), '3')
  })

  it('%reset asks nobody where the front end cannot ask, as its help says', async () => {
    assert.match(helpText(magicOf('line', 'reset')), /A front end that cannot ask/)
    await magic.kernel.execute('let gone = 1')
    await magic.kernel.execute('%reset', { allow_stdin: false })
    assert.equal(resultOf(await magic.run('typeof gone')), "'undefined'")
  })

  it('%reset -f forgets names and keeps modules; they may be declared again', async () => {
    writeFileSync(join(magic.folder, 'kept.cjs'), 'exports.kept = {}')
    await magic.run("globalThis.before = require('./kept.cjs')\n%reset -f")
    assert.equal(await magic.printed('%who'), 'Interactive namespace is empty.\n')
    assert.equal(
      resultOf(await magic.run('[typeof count, typeof add, typeof Point, typeof process]')),
      "[ 'undefined', 'undefined', 'undefined', 'object' ]",
    )
    assert.equal(resultOf(await magic.run("before === require('./kept.cjs')")), 'true')
    assert.equal(resultOf(await magic.run('const count = 9\nclass add {}\n;[count, typeof add]')), "[ 9, 'function' ]")
  })

  it('%reset says how it is used', async () => {
    assert.match((await magic.failure('%reset -x')).evalue, /^%reset: There is no option -x.*Usage: %reset \[-f\]/)
    assert.match((await magic.failure('%reset count')).evalue, /It takes no arguments/)
  })
})

describe('Help', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    await magic.run(
      '/** Adds. */\nfunction add(a: number, b: number) { return a + b }\nconst o = { deep: { list: [1, 2] } }',
    )
  })

  after(() => magic.stop())

  it('name? opens the pager with what the name is', async () => {
    const text = pageOf(await magic.run('add?'))
    assert.match(text, /add/)
    assert.match(text, /function/)
    assert.match(pageOf(await magic.run('o.deep.list?')), /\[ 1, 2 \]/)
  })

  it('name?? shows the source as well', async () => {
    assert.match(pageOf(await magic.run('add??')), /return a \+ b/)
  })

  it('says of a name that does not exist that it was not found', async () => {
    const answer = await magic.run('nobody?')
    assert.equal(textOf(answer), 'Object `nobody` not found.\n')
    assert.deepEqual(answer.reply.payload, [])
  })

  it('%magic?, %%magic? and !? show a magic’s help', async () => {
    assert.match(
      pageOf(await magic.run('%timeit?')),
      /^%timeit, %%timeit: runs code.*\n\nUsage: %timeit .*\n\nOptions:\n {2}-n/s,
    )
    assert.match(pageOf(await magic.run('%%bash?')), /^%%bash: runs/)
    assert.match(pageOf(await magic.run('%bash?')), /^%%bash: runs/)
    assert.match(pageOf(await magic.run('!?')), /^!: runs a shell command/)
    assert.match((await magic.failure('%timet?')).evalue, /Did you mean %time/)
  })

  it('%lsmagic lists them', async () => {
    assert.match(
      await magic.printed('%lsmagic'),
      /^Available line magics:\n.*%cd.*\n\nAvailable cell magics:\n.*%%bash/s,
    )
    assert.match((await magic.failure('%lsmagic x')).evalue, /^%lsmagic: It takes no arguments/)
  })

  it('%typecheck says and sets what type errors do', async () => {
    assert.match(await magic.printed('%typecheck'), /^%typecheck warn: type errors are shown/)
    assert.match(await magic.printed('%typecheck off'), /^%typecheck off/)
    assert.match((await magic.failure('%typecheck lax')).evalue, /^%typecheck: "lax" is no mode.*Usage: %typecheck/)
  })
})

describe('%history', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    await magic.run('const a = 1\na')
    await magic.run('!true')
  })

  after(() => magic.stop())

  it('prints what was run, in order, ready to be pasted', async () => {
    assert.equal(await magic.printed('%history'), 'const a = 1\na\n!true\n%history\n')
  })

  it('prints numbers, ranges and results', async () => {
    assert.equal(await magic.printed('%history -n -o 1-2'), '   1:\nconst a = 1\na\n1\n   2: !true\n')
  })

  it('says how it is used', async () => {
    assert.match((await magic.failure('%history all')).evalue, /^%history: "all" is no range\. Usage: %history/)
  })

  const ranges: readonly (readonly [string, ReturnType<typeof parseRange>])[] = [
    ['4', { session: 0, start: 4, stop: 5 }],
    ['4-6', { session: 0, start: 4, stop: 7 }],
    ['4-', { session: 0, start: 4 }],
    ['~1/', { session: -1, start: 1 }],
    ['~2/3', { session: -2, start: 3, stop: 4 }],
    ['12/3-5', { session: 12, start: 3, stop: 6 }],
    ['', undefined],
    ['a', undefined],
  ]
  for (const [text, range] of ranges) {
    it(`reads the range ${JSON.stringify(text)}`, () => assert.deepEqual(parseRange(text), range))
  }

  it('names the session of what other sessions ran', () => {
    const entry = (session: number): HistoryEntry => ({ session, line: 3, input: 'x', output: '1' })
    const options = { numbered: true, results: false, own: 2 }
    assert.equal(historyText([entry(1), entry(2)], options), ' 1/3: x\n   3: x\n')
  })
})

function pageOf({ reply }: Answer): string {
  const payload = reply.payload as readonly JsonObject[]
  const [page] = payload
  assert.deepEqual([payload.length, page?.source, page?.start], [1, 'page', 0])
  return String((page?.data as JsonObject | undefined)?.['text/plain'])
}
