import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../kernel/cli/kernel-process'
import { kernelSpec } from '../../kernel/cli/kernelspec'
import { connectionFileText } from '../../kernel/wire/connection'

describe('A kernel whose starter is killed', () => {
  it('ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tasklab-test-'))
    const file = join(folder, 'connection.json')
    const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = await freePorts(5)
    const ports = { shell, iopub, stdin, control, hb }
    const connection = { transport: 'tcp', ip: '127.0.0.1', key: 'k', signature_scheme: 'hmac-sha256', ports } as const
    writeFileSync(file, connectionFileText(connection))
    const [node = '', main = ''] = kernelSpec().argv
    const starter = spawn('sh', ['-c', '"$0" "$1" "$2" & echo $!; wait', node, main, file], {
      env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise(resolve => starter.stdout.once('data', resolve))
    // the kernel holds the starter's stdout open: its end is the kernel's
    const ended = new Promise(resolve => starter.stdout.resume().once('close', resolve))
    starter.kill('SIGKILL')
    await ended
    assert.equal(starter.signalCode, 'SIGKILL')
    rmSync(folder, { recursive: true })
  })
})
