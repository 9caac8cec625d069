import { match } from 'node:assert/strict'
import {
  context,
  Flow,
  type FlowState,
  ifElse,
  Parameter,
  signals,
  type Task,
  type TaskOptions,
  task,
  triggers,
} from '../../../lib/index'
import { explain } from '../../../lib/view/explain'

const one = task(async function one() {
  return 1
})
const fails = task(async function fails() {
  throw new Error('out of paper')
})
const halves = task({ maxRetries: 1 }, function halves(n: number) {
  if (n % 2 === 1) throw new Error(`${n} is odd`)
  return n / 2
})
const takes = (options: TaskOptions = {}) => task({ name: 'takes', ...options }, async (_: unknown) => 2)

interface Case {
  readonly what: string
  /** Builds the flow; gives the task that is asked about. */
  readonly build: () => Task
  readonly run?: (flow: Flow, asked: Task) => Promise<FlowState>
  readonly says: RegExp
}

const plainRun = (flow: Flow): Promise<FlowState> => flow.run({ store: null })

const cases: readonly Case[] = [
  {
    what: 'that it ran',
    build: () => one(),
    says: /^one is Success\("Task run succeeded\."\)\.\nIt ran for .*, and its function returned\.$/,
  },
  {
    what: 'which trigger let it run although a task before it failed',
    build: () => takes({ trigger: triggers.anyFailed })(fails()),
    says: /^takes is Success\(.*\)\.\nIt ran for .*\nIts trigger anyFailed let it run:\n {2}fails is Failed\("out of paper"\)/,
  },
  {
    what: 'that it failed, with its error, and has no retries',
    build: () => fails(),
    says: /^fails is Failed\("out of paper"\)\.\nIts function threw after .*: Error: out of paper\n.*it has no retries \(maxRetries\)\.$/,
  },
  {
    what: 'that its attempts are used up, and how those before failed',
    build: () => fails.with({ maxRetries: 1, retryDelay: 0 })(),
    run: flow => flow.run({ store: null, wait: true }),
    says: /all 2 attempts \(maxRetries: 1\) are used up\.\n {2}Attempt 1 before it failed: Error: out of paper/,
  },
  {
    what: 'that its retryOn does not want the error',
    build: () => fails.with({ maxRetries: 3, retryOn: TypeError })(),
    says: /its retryOn does not want this error tried again/,
  },
  {
    what: 'when it is tried again, and how to go on',
    build: () => fails.with({ maxRetries: 1 })(),
    says: /Attempt 1 failed with Error: out of paper\n.*maxRetries: 1.*it may run in .*\nIt goes on with resume\(\)/,
  },
  {
    what: 'that it took too long',
    build: () =>
      task({ timeout: 5 }, async function slow() {
        await new Promise(done => setTimeout(done, 30))
      })(),
    says: /It took longer than its timeout \(5\)/,
  },
  {
    what: 'which trigger said no, and to which states',
    build: () => takes()(fails()),
    says: /^takes is TriggerFailed\(.*\)\.\nIt did not run: its trigger allSuccessful was asked.*\n {2}fails is Failed\("out of paper"\)$/,
  },
  {
    what: 'what it waits for',
    build: () => takes()(fails.with({ maxRetries: 1 })()),
    says: /It did not run: what comes before it is not finished\.\n {2}fails is Retrying/,
  },
  {
    what: 'how many runs of a mapped task it waits for, and which',
    build: () => takes()(halves.map([2, 4, 5])),
    says: /^takes is Pending\("Waiting for halves: 2 of its 3 runs are done\."\).*\n.*\n {2}halves is mapped: 1 Retrying, 2 Success\n {4}\[2\] is Retrying\(.*\), in .*: Error: 5 is odd$/,
  },
  {
    what: 'what it was given, and by which task',
    build: () => task((pages: number, paper: string) => pages + paper)(one(), 'A4'),
    says: /and its function returned\.\nIts inputs:\n {2}pages = 1 \(from one\)\n {2}paper = "A4"$/,
  },
  {
    what: 'which task before it was skipped',
    build: () =>
      takes()(
        task(function skips(): number {
          throw new signals.Skip('not today')
        })(),
      ),
    says: /It was skipped before it ran.*skipOnUpstreamSkip.*\n {2}skips is Skipped\("not today"\)/,
  },
  {
    what: 'that it skipped itself',
    build: () =>
      task(function skips(): number {
        throw new signals.Skip('not today')
      })(),
    says: /Its function threw signals\.Skip/,
  },
  {
    what: 'that its branch was not taken',
    build: () => {
      const other = takes({ name: 'other' })(1)
      ifElse(task(() => true)(), takes({ name: 'yes' })(1), other)
      return other
    },
    says: /^other is Skipped.*\nIt was skipped before it ran.*its branch was not taken/,
  },
  {
    what: 'that a signal failed it',
    build: () =>
      task(function gives(): number {
        throw new signals.Fail('no more')
      })(),
    says: /a signal \(signals\.Fail\)/,
  },
  {
    what: 'that it waits for a person',
    build: () => takes({ trigger: triggers.manualOnly })(one()),
    says: /It waits for a person\.\nIt goes on with resume\(\), or with run\(\) where it is one of the startTasks/,
  },
  {
    what: 'that an input is missing',
    build: () => takes()(one()),
    run: (flow, asked) => flow.run({ store: null, startTasks: [asked] }),
    says: /It was started without an input that it needs/,
  },
  {
    what: 'that it is left alone by a run that starts elsewhere',
    build: () => {
      const first = one()
      takes()(1)
      return first
    },
    run: (flow, asked) => flow.run({ store: null, startTasks: [...flow.tasks].filter(each => each !== asked) }),
    says: /It was neither run nor given/,
  },
  {
    what: 'that it was reused',
    build: () => one(),
    run: async flow => {
      const first = await plainRun(flow)
      await new Promise(done => setTimeout(done, 5))
      return flow.run({ store: null, from: first })
    },
    says: /It was reused: it had come to this in the run .* and was not run again\.\nIt ran for .*, and its function returned\.$/,
  },
  {
    what: 'which children failed',
    build: () =>
      task(async function halve(n: number) {
        if (n % 2 === 1) throw new Error(`${n} is odd`)
      }).map([1, 2]),
    says: /It runs once for each of 2 elements: 1 Success, 1 Failed\.\n {2}\[0\] is Failed\("1 is odd"\)\nIt was given:\n {2}n = \[1, 2\]$/,
  },
  {
    what: 'that the run was ended before',
    build: () =>
      task(async function waits() {
        await new Promise(done => context.signal?.addEventListener('abort', done))
      })(),
    run: flow => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), 5)
      return flow.run({ store: null, signal: controller.signal })
    },
    says: /^waits is Cancelled\(.*\)\.\nThe run was ended before the task was \(Error: enough\)/,
  },
  { what: 'that it is a parameter', build: () => new Parameter('size', { default: 3 }), says: /It is a parameter/ },
]

describe('explain', () => {
  for (const { what, build, run = plainRun, says } of cases) {
    it(`says ${what}`, async () => {
      const flow = new Flow('explained')
      const asked = flow.build(active => {
        const made = build()
        if (made instanceof Parameter) active.addTask(made)
        return made
      })
      match(explain(asked, await run(flow, asked)), says)
    })
  }

  it('says of a cached result that it stood for the run', async () => {
    const flow = new Flow('cached')
    const asked = flow.build(() => one.with({ cacheFor: '1 hour' })())
    const state = await plainRun(flow)
    const success = state.result.get(asked)
    const cached = success?.type === 'Success' ? success.cached : undefined
    match(
      explain(asked, await flow.run({ store: null, taskStates: [[asked, cached]] })),
      /It was not run: a result that its cacheFor kept fits its inputs, and is good until/,
    )
  })
})
