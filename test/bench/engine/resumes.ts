/**
 * A resume in a process of its own, as after a crash: what was done is read back from the store, one task is left to run.
 */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome, Row } from '../row'
import { median, takeTurns } from '../statistics'
import type { Job, Report } from './contest'
import { ContestantProcess } from './contestant-process'

/** Milliseconds of `rounds` resumes of the same unfinished run, which each contestant leaves behind once. */
export async function resumeRow(
  files: Readonly<Record<string, string>>,
  count: number,
  { rounds, limitMs }: { readonly rounds: number; readonly limitMs: number },
): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'tasklab-bench-'))
  const samples = new Map<string, number[]>()
  const failures = new Map<string, string>()
  const ask = async (file: string, job: Job): Promise<Report> => {
    const process = new ContestantProcess(file, limitMs)
    const report = await process.ask(job)
    process.close()
    return report
  }
  const store = (place: string): string => join(place, 'store.sqlite')
  try {
    for (const file of Object.values(files)) {
      mkdirSync(join(folder, file))
      await ask(file, { kind: 'leave-unfinished', count, file: store(join(folder, file)) })
    }
    await takeTurns(Object.entries(files), rounds, async ([name, file], round) => {
      const copy = join(folder, `${file}-${round}`)
      cpSync(join(folder, file), copy, { recursive: true })
      const report = await ask(file, { kind: 'resume', count, file: store(copy) })
      if ('ms' in report) samples.set(name, [...(samples.get(name) ?? []), report.ms])
      else if ('cannot' in report) failures.set(name, report.cannot)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const measured = [...samples].map(([name, ms]): [string, Outcome] => [name, median(ms)])
  const outcomes = new Map<string, Outcome>([...failures, ...measured])
  return { name: `resume of ${count.toLocaleString('en-US')} finished tasks`, unit: 'ms', outcomes }
}
