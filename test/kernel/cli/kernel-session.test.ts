import { strict as assert } from 'node:assert'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../../../kernel/wire/message'
import { openFake } from './fake-session'

describe('KernelSession', () => {
  it('runs a cell, and hands its outputs on before the cell is over', async () => {
    const session = await openFake()
    try {
      const outputs: [string, JsonObject][] = []
      const reply = await session.client.execute('print hello\nresult 2', (...output) => outputs.push(output))
      assert.equal(reply.status, 'ok')
      assert.deepEqual(
        outputs.map(([type, { text, data }]) => [type, text ?? data]),
        [
          ['stream', 'hello\n'],
          ['execute_result', { 'text/plain': '2' }],
        ],
      )
      assert.equal(JSON.stringify(session.info.language_info), '{"name":"typescript","file_extension":".ts"}')
    } finally {
      await session.close()
    }
  })

  it('answers a request for input with an error, so that the cell does not wait for ever', async () => {
    const session = await openFake()
    try {
      const reply = await session.client.execute('ask', () => {})
      assert.equal(reply.ename, 'StdinNotAvailable')
    } finally {
      await session.close()
    }
  })

  it('says what a kernel that refuses to start said itself', async () => {
    await assert.rejects(openFake('refuses'), { name: 'KernelError', message: 'The moon is full.' })
  })

  it('names the error of a kernel that crashes at its start', async () => {
    await assert.rejects(openFake('dies'), {
      name: 'KernelError',
      message: 'The kernel ended at its start (exit code 1): TypeError: Broken on purpose.',
    })
  })

  it('gives up on a kernel that never answers', async () => {
    await assert.rejects(openFake('silent', { startMs: 500 }), {
      name: 'KernelError',
      message: 'The kernel gave no answer in 0.5 s.',
    })
  })

  it('starts a kernel again, with other ports, when a port was taken in between', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    try {
      const session = await openFake(`port-taken ${join(folder, 'once')}`)
      await session.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('ends what is waited for when the kernel dies in a cell', async () => {
    const session = await openFake()
    try {
      await assert.rejects(
        session.client.execute('die 7', () => {}),
        { message: 'The kernel died (exit code 7).' },
      )
      await assert.rejects(
        session.client.execute('print hello', () => {}),
        { message: 'The kernel died (exit code 7).' },
      )
    } finally {
      await session.close()
    }
  })

  it('leaves no connection file behind', async () => {
    const before = readdirSync(tmpdir())
    const session = await openFake()
    await session.close()
    const left = readdirSync(tmpdir()).filter(name => name.startsWith('tasklab-run-') && !before.includes(name))
    assert.deepEqual(left, [])
  })
})
