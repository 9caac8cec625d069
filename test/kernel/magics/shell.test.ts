import { strict as assert } from 'node:assert'
import { resultOf, textOf } from '../test-kernel'
import { gone, isAlive, MagicKernel } from './magic-kernel'

describe('!command', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
    await magic.run("const name = 'wörld'\nconst list = ['a', 'b c']")
  })

  after(() => magic.stop())

  it('prints what the command prints, on both streams, before the reply', async () => {
    const answer = await magic.run('!echo out; echo err >&2')
    assert.deepEqual([textOf(answer), textOf(answer, 'stderr')], ['out\n', 'err\n'])
    assert.equal((await magic.printed('!seq 20000')).length, 108_894)
  })

  it('is a real shell: pipes, quotes, lists, lines that go on', async () => {
    assert.equal(await magic.printed("!printf '%s\\n' b a | sort && echo \\\n  done"), 'a\nb\ndone\n')
  })

  it('does not raise: says the exit code, keeps it in _exit_code, and the cell goes on', async () => {
    const answer = await magic.run("!exit 3\nconsole.log('next')")
    assert.deepEqual([textOf(answer), textOf(answer, 'stderr')], ['next\n', '[exit code 3]\n'])
    assert.equal(resultOf(await magic.run('!exit 7\n_exit_code')), '7')
    assert.equal(resultOf(await magic.run('!kill -TERM $$\n_exit_code')), '143', 'a signal counts from 128')
  })

  it('sees expressions of the session, and the folder and environment that cells see', async () => {
    assert.equal(await magic.printed('!echo {name} {list} {name.length + 1} {nobody}'), 'wörld a b c 6 {nobody}\n')
    await magic.run("process.env.TASKLAB_TEST = 'set'\nrequire('node:fs').mkdirSync('below')\nprocess.chdir('below')")
    assert.equal(await magic.printed('!echo $TASKLAB_TEST; pwd'), `set\n${magic.folder}/below\n`)
    await magic.run('%cd -q ..')
    assert.equal(await magic.printed('!pwd'), `${magic.folder}\n`)
  })

  it('gives the lines of stdout to a variable, and still shows stderr', async () => {
    const answer = await magic.run("const lines = !printf 'a\\n\\nb\\n'; echo err >&2\nlines")
    assert.equal(resultOf(answer), "[ 'a', '', 'b' ]")
    assert.deepEqual([textOf(answer), textOf(answer, 'stderr')], ['', 'err\n'])
    for (const [command, lines] of [
      ['true', '[]'],
      ['printf a', "[ 'a' ]"],
      ["printf 'a\\n\\n'", "[ 'a', '' ]"],
    ]) {
      assert.equal(resultOf(await magic.run(`const got = !${command}\ngot`)), lines)
    }
  })

  it('has nothing to read: a command that asks ends', async () => {
    assert.equal(await magic.printed('!cat; echo end'), 'end\n')
  })

  it('reports an error in an expression as the cell’s error', async () => {
    const { ename, evalue } = await magic.failure("!echo {(() => { throw new RangeError('no') })()}")
    assert.deepEqual([ename, evalue], ['RangeError', 'no'])
  })

  it('says how it is used when there is no command', async () => {
    assert.match((await magic.failure('! ')).evalue, /^!: There is no command\. Usage: !COMMAND/)
  })

  it('is interrupted with all that it started, and what it prints at its end still comes', async () => {
    const script = "!trap 'echo bye; exit' INT; sleep 300 & echo pid $! go; wait"
    const { done } = await magic.begin(script, 'go')
    await magic.interrupt()
    const answer = await done
    assert.equal(answer.reply.ename, 'Interrupted')
    const [, sleeper] = /pid (\d+) go\nbye\n/.exec(textOf(answer)) ?? assert.fail(textOf(answer))
    await gone(Number(sleeper))
    assert.equal(resultOf(await magic.run('name')), "'wörld'")
  })

  it('is killed when it does not react to the interrupt', async () => {
    const { done } = await magic.begin("!trap '' INT; echo pid $$ go; while :; do sleep 0.1; done", 'go')
    await magic.interrupt()
    const answer = await done
    assert.equal(answer.reply.ename, 'Interrupted')
    await gone(Number(/pid (\d+)/.exec(textOf(answer))?.[1]))
  })

  it('may leave something in the background: the reply does not wait for it', async () => {
    const text = await magic.printed('!sleep 300 & echo $!')
    assert.ok(isAlive(Number(text)))
    process.kill(Number(text))
  })
})

describe('%%bash and %%sh', () => {
  let magic: MagicKernel

  before(async () => {
    magic = await MagicKernel.start()
  })

  after(() => magic.stop())

  it('run the cell as a script', async () => {
    assert.equal(await magic.printed('%%bash\nfor i in {1..3}; do\n  echo $i\ndone'), '1\n2\n3\n')
    assert.equal(await magic.printed('%%sh\nx=1\necho "$x"'), '1\n')
    assert.equal(await magic.printed("%%bash\ncat <<'END'\nhere {x}\nEND"), 'here {x}\n')
  })

  it('end with the error of the exit code, after all output', async () => {
    const answer = await magic.kernel.execute('%%bash\necho before\nexit 4')
    assert.equal(textOf(answer), 'before\n')
    assert.deepEqual(
      [answer.reply.ename, answer.reply.evalue],
      ['CalledProcessError', '%%bash ended with exit code 4.'],
    )
  })

  it('hand arguments to the shell', async () => {
    assert.equal((await magic.failure('%%bash -e\nfalse\necho no')).ename, 'CalledProcessError')
  })

  it('keep output in variables, and let the cell go on, when told so', async () => {
    const answer = await magic.run('%%bash --out seen --err wrong --no-raise-error\necho 1; echo 2 >&2; exit 1')
    assert.deepEqual([textOf(answer), textOf(answer, 'stderr')], ['', ''])
    assert.equal(resultOf(await magic.run('[seen, wrong]')), "[ '1\\n', '2\\n' ]")
  })

  it('say how they are used', async () => {
    assert.match((await magic.failure('%%bash')).evalue, /^%%bash: There is no script below it\. Usage: %%bash/)
    assert.match((await magic.failure('%%bash --ot x\n1')).evalue, /no option --ot\. Did you mean --out\?/)
    assert.match((await magic.failure('%%bash --out 1x\n1')).evalue, /"1x" is no name/)
  })

  it('are interrupted', async () => {
    const { done } = await magic.begin('%%bash\necho go\nsleep 300', 'go')
    await magic.interrupt()
    assert.equal((await done).reply.ename, 'Interrupted')
  })
})

describe('What commands started', () => {
  it('ends with the kernel', async () => {
    const magic = await MagicKernel.start()
    const pid = Number(await magic.printed('!sleep 300 & echo $!'))
    assert.ok(isAlive(pid))
    await magic.stop()
    await gone(pid)
  })

  it('ends with the cell host, however that ends', async () => {
    const magic = await MagicKernel.start()
    const pid = Number(await magic.printed('!sleep 300 & echo $!'))
    await magic.failure("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})")
    await gone(pid)
    await magic.stop()
  })

  it('ends with a kernel that is killed', async () => {
    const magic = await MagicKernel.start()
    const pid = Number(await magic.printed('!sleep 300 & echo $!'))
    magic.kernel.close()
    await gone(pid)
    magic.clean()
  })
})
