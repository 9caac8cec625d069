import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionInfo, connectionFileText } from '../../kernel/wire/connection'

const main = join(__dirname, '..', '..', 'dist', 'kernel', 'front', 'main.js')

/** What a person reads who starts the kernel by hand, or finds in the log of the Jupyter server. */
describe('a kernel that cannot start', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tasklab test '))
    file = join(folder, 'connection.json')
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  async function startKernel(...args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
    // one that starts after all is not left running
    const child = spawn(process.execPath, [main, ...args], { timeout: 10_000, killSignal: 'SIGKILL' })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise<number | null>(resolve => child.once('close', resolve))
    return { code, stderr }
  }

  async function assertRefused(pattern: RegExp, ...args: readonly string[]): Promise<void> {
    const { code, stderr } = await startKernel(...args)
    assert.match(stderr, pattern)
    assert.match(stderr, /^tasklab: [^\n]+\n$/)
    assert.equal(code, 2)
  }

  const connection: ConnectionInfo = {
    transport: 'tcp',
    ip: '127.0.0.1',
    key: 'a',
    signature_scheme: 'hmac-sha256',
    ports: { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 5 },
  }

  it('asks for its connection file', () => assertRefused(/needs the path of its connection file/))

  it('names a connection file that is not there', () => assertRefused(/no such file/, join(folder, 'none.json')))

  const broken: readonly [string, string, RegExp][] = [
    ['is not JSON', '{"shell_port":', /is not JSON/],
    ['holds no object', '[]', /holds no JSON object/],
    ['lacks a port', '{}', /has no shell_port; expected a port number/],
    ['has a strange transport', '{"transport":"udp"}', /the transport "udp"; expected "tcp" or "ipc"/],
    [
      'asks for a signature that Node does not know',
      connectionFileText({ ...connection, signature_scheme: 'hmac-nothing' }),
      /hmac-nothing/,
    ],
  ]
  for (const [what, text, pattern] of broken) {
    it(`names a connection file that ${what}`, async () => {
      writeFileSync(file, text)
      await assertRefused(pattern, file)
    })
  }

  it('names the port that another program has', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      writeFileSync(file, connectionFileText({ ...connection, ports: { ...connection.ports, shell: port, hb: port } }))
      await assertRefused(new RegExp(`tcp://127\\.0\\.0\\.1:${port} cannot be bound`), file)
    } finally {
      other.close()
    }
  })
})
