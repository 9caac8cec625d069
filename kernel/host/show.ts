/** `display(…)` of a cell: the value's bundle goes to the front, in the cell that asked for it. */

import type { Metadata, MimeBundle } from '../link'
import type { NotebookHost } from '../notebook'
import { withPictureWidth } from '../png'
import { bundleOf, isBundle } from './display'
import { tell } from './front'
import { currentScope } from './scope'

/** Shows a bundle that will be updated; the other one stands in its place if this process ends before that. */
export function showForNow(bundle: MimeBundle, id: string, update: boolean, ifCutOff: MimeBundle | undefined): void {
  const { run } = currentScope()
  tell({ event: 'display', run, id, update, data: bundle, metadata: {}, ...(ifCutOff && { ifCutOff }) })
}

export const show: NotebookHost['display'] = (value, { id, update, raw = false, metadata = {} }) => {
  const scope = currentScope()
  const send = (data: MimeBundle): void => sendDisplay(scope.run, id, update, data, metadata)
  if (raw && !isBundle(value)) {
    throw new TypeError('display(…, { raw: true }) takes a MIME bundle: an object whose keys are MIME types.')
  }
  const bundle = raw && isBundle(value) ? value : bundleOf(value)
  if (!(bundle instanceof Promise)) return send(bundle)
  const shown = bundle.then(send).finally(() => scope.pending.delete(shown))
  scope.pending.add(shown)
}

function sendDisplay(run: number, id: string, update: boolean, data: MimeBundle, metadata: Metadata): void {
  tell({ event: 'display', run, id, update, data, metadata: withPictureWidth(data, metadata) })
}
