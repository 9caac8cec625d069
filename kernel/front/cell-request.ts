/** The execute_request that a run of code belongs to: where its output goes, and whom it may ask. */

import type { Message } from '../wire/message'
import type { CellOutput } from './cell-output'

export interface CellRequest {
  readonly message: Message
  /** Publishes nothing. */
  readonly silent: boolean
  readonly allowStdin: boolean
  readonly output: CellOutput
}
