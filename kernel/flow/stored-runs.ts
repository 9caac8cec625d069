/** `%runs`: the stored runs, newest first. */

import { openStore, runList } from '../../lib/index'
import { display } from '../notebook'

const most = 20

/** @param flow of this name alone. */
export async function showRuns(flow: string | undefined): Promise<void> {
  const store = openStore()
  try {
    const filter = flow === undefined ? {} : { flow }
    const found = await store.runs({ limit: most + 1, ...filter })
    if (found.length === 0) process.stdout.write(`${nothing(flow, await store.runs({ limit: 1000 }))}\n`)
    else display(runList(found.slice(0, most), Date.now()), { raw: true })
    if (found.length > most) process.stdout.write(`These are the newest ${most}; \`tasklab runs\` lists them all.\n`)
  } finally {
    await store.close()
  }
}

type StoredRuns = Awaited<ReturnType<ReturnType<typeof openStore>['runs']>>

const mostNamed = 8

function nothing(flow: string | undefined, all: StoredRuns): string {
  if (flow === undefined || all.length === 0) return 'There are no stored runs.'
  const flows = [...new Set(all.map(run => run.flow))].slice(0, mostNamed)
  return `There are no stored runs of ${flow}; there are runs of ${flows.join(', ')}.`
}
