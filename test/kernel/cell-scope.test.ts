import { deepEqual } from 'node:assert/strict'
import { CellScope } from '../../kernel/host/scope'

describe('What a cell has started', () => {
  it('is ended with it while it goes on, and not kept for longer', () => {
    const scope = new CellScope(1)
    const [first, second, late] = [() => undefined, () => undefined, () => undefined]
    const firstEnded = scope.hasStarted(first)
    scope.hasStarted(second)
    firstEnded()
    deepEqual([...scope.started], [second])
    scope.end()
    scope.hasStarted(late)
    deepEqual([...scope.started], [])
  })
})
