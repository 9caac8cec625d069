import { deepEqual } from 'node:assert/strict'
import { InputRequests } from '../../kernel/front/input'
import { type Message, WireSession } from '../../kernel/wire/message'

const keys = { key: 'key', signature_scheme: 'hmac-sha256' }

describe('InputRequests', () => {
  it('drops what is typed into the box of a question that nobody waits for any more', async () => {
    const session = new WireSession(keys)
    const client = new WireSession(keys)
    const sent: Message[] = []
    const channel = {
      send: (frames: readonly (Uint8Array | string)[]) => {
        const message = client.decode(frames.map(frame => Buffer.from(frame)))
        if (!('refused' in message)) sent.push(message)
        return Promise.resolve()
      },
    }
    const requests = new InputRequests(Promise.resolve(channel as never), session)
    const cell = (): Message => ({
      identities: [],
      header: client.header('execute_request'),
      parent: {},
      metadata: {},
      content: {},
      buffers: [],
    })
    const output = { stream() {}, rawStream() {}, publish() {} }
    const ask = (message: Message, prompt: string) =>
      requests.ask({ message, silent: false, allowStdin: true, output }, prompt, false)
    const reply = (to: Message | undefined, value: string): void =>
      requests.reply({ ...cell(), parent: to?.header ?? {}, content: { value } })

    const [first, second] = [cell(), cell()]
    const answers = [ask(first, 'first'), ask(second, 'second')]
    await new Promise(setImmediate)
    requests.end(first)
    await new Promise(setImmediate)
    deepEqual(
      sent.map(({ content }) => content.prompt),
      ['first', 'second'],
    )
    reply(sent[0], 'too late')
    reply(sent[1], 'in time')
    deepEqual(await Promise.all(answers), [
      { failed: 'The cell that asks has ended: a front end takes input only while its cell runs.' },
      { value: 'in time' },
    ])
    const third = ask(cell(), 'third')
    reply(undefined, 'of a front end that does not say to what')
    deepEqual(await third, { value: 'of a front end that does not say to what' })
  })
})
