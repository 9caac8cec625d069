import { strict as assert } from 'node:assert'
import type { CellHost } from '../../kernel/front/cell-host'
import { abortRun, type Interruption } from '../../kernel/front/interrupt'

describe('abortRun', () => {
  it('is over only when each termination has come, and gives it something to cut off', async () => {
    let asked = 0
    let comes: () => void = () => assert.fail('nothing was terminated')
    const host: Pick<CellHost, 'call' | 'devtools' | 'signal'> = {
      call: () => {
        asked++
        if (asked === 4) comes()
        return asked === 2 ? Promise.resolve({ aborted: true } as never) : new Promise(() => undefined)
      },
      devtools: () =>
        new Promise(resolve => {
          comes = () => resolve(undefined)
        }),
      signal: () => assert.fail('it had reacted'),
    }
    const current: Interruption = { run: 1, interrupted: 'no', isAborting: false }
    assert.equal(await abortRun(host as CellHost, current), true)
    assert.equal(asked, 4, 'one that is cut off by the termination, one that is answered, two for a late one')
  })
})
