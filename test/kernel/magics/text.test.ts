import { strict as assert } from 'node:assert'
import { resultOf, textOf } from '../test-kernel'
import { MagicKernel } from './magic-kernel'

describe('Magics that show the cell’s text', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
  })

  after(() => magic.stop())

  const table: readonly (readonly [name: string, mime: string])[] = [
    ['html', 'text/html'],
    ['markdown', 'text/markdown'],
    ['latex', 'text/latex'],
    ['svg', 'image/svg+xml'],
    ['javascript', 'application/javascript'],
  ]
  for (const [name, mime] of table) {
    it(`%%${name} shows it as ${mime}, as it was typed, and as plain text`, async () => {
      const text = '\n<b>%pwd</b>\n!ls {x}\n'
      const { outputs } = await magic.run(`%%${name}\n${text}`)
      const [, display] = outputs
      assert.equal(display?.type, 'display_data')
      assert.deepEqual(display?.content.data, { [mime]: text, 'text/plain': text })
    })

    it(`%%${name} says how it is used`, async () => {
      assert.match(
        (await magic.failure(`%%${name}`)).evalue,
        new RegExp(`^%%${name}: There is nothing below it.*Usage: %%${name}`),
      )
    })
  }
})

describe('%%capture', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
  })

  after(() => magic.stop())

  const noisy = "console.log('out'); console.error('err'); display.html('<i>d</i>'); 'result'"

  it('keeps everything away', async () => {
    const { outputs } = await magic.run(`%%capture\n${noisy}`)
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['execute_input'],
    )
  })

  it('gives it to a name, which can show it again', async () => {
    await magic.run(`%%capture seen\n${noisy}\n`)
    assert.equal(
      resultOf(await magic.run('[seen.stdout, seen.stderr, seen.outputs.length]')),
      "[ 'out\\n', 'err\\n', 2 ]",
    )
    const { outputs } = await magic.run('seen.outputs[0]')
    assert.deepEqual(outputs.at(-1)?.content.data, { 'text/html': '<i>d</i>', 'text/plain': '<i>d</i>' })
    const again = await magic.run('seen.show()')
    assert.deepEqual([textOf(again), textOf(again, 'stderr')], ['out\n', 'err\n'])
    const shown = again.outputs.filter(({ type }) => type === 'display_data').map(({ content }) => content.data)
    assert.deepEqual(shown, [{ 'text/html': '<i>d</i>', 'text/plain': '<i>d</i>' }, { 'text/plain': "'result'" }])
  })

  it('lets through what it is told to let through', async () => {
    const out = await magic.run(`%%capture --no-stdout\n${noisy}`)
    assert.deepEqual([textOf(out), textOf(out, 'stderr'), resultOf(out)], ['out\n', '', undefined])
    const rest = await magic.run(`%%capture kept --no-stderr --no-display\n${noisy}`)
    assert.deepEqual([textOf(rest), textOf(rest, 'stderr'), resultOf(rest)], ['', 'err\n', "'result'"])
    assert.equal(resultOf(await magic.run('kept.stdout + kept.outputs.length')), "'out\\n0'")
  })

  it('takes the output of commands, of subprocesses and of magics too', async () => {
    await magic.run(
      "%%capture all\n!echo one\nrequire('child_process').execSync('echo two', { stdio: 'inherit' })\n%time 1\n%%html?",
    )
    const starts = "all.stdout.split('\\n').map(line => line.slice(0, 9)).slice(0, 3)"
    assert.equal(resultOf(await magic.run(starts)), "[ 'one', 'two', 'CPU times' ]")
  })

  it('takes updates of displays that it took', async () => {
    await magic.run("%%capture later\nconst shown = display('first')\nshown.update('second')")
    assert.equal(resultOf(await magic.run("later.outputs.map(o => o.data['text/plain'])")), `[ "'second'" ]`)
  })

  it('keeps what there was when the cell throws, and the error is the cell’s', async () => {
    assert.equal(
      (await magic.failure("%%capture half\nconsole.log(1)\nthrow new RangeError('no')")).ename,
      'RangeError',
    )
    assert.equal(resultOf(await magic.run('half.stdout')), "'1\\n'")
  })

  it('says how it is used', async () => {
    assert.match((await magic.failure('%%capture a b\n1')).evalue, /^%%capture: One name is expected.*Usage: %%capture/)
    assert.match((await magic.failure('%%capture const\n1')).evalue, /^%%capture: "const" is no name\./)
    assert.match((await magic.failure('%%capture --no-out\n1')).evalue, /no option --no-out/)
  })
})
