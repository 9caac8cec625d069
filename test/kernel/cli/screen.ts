/** A screen that only remembers what was written to it. */

import type { Screen } from '../../../kernel/cli/terminal'

export class TestScreen implements Screen {
  text = ''
  readonly isTTY: boolean
  readonly columns = 80
  readonly rows = 24

  constructor({ isTTY = false } = {}) {
    this.isTTY = isTTY
  }

  write(text: string): void {
    this.text += text
  }
}
