/**
 * One task of a finished run alone: what it was given, and a run of its body with that. It changes nothing: no handler,
 * retry, cache or store takes part; its timeout and its context do.
 */
import { Constant } from '../argument'
import { systemClock } from '../clock'
import { ValueScope } from '../context'
import { FlowError } from '../error'
import { Flow } from '../flow'
import type { FlowState } from '../flow-state'
import { surroundingHost } from '../host'
import { quote } from '../options'
import { isFlowState } from '../recognise'
import { newRunId } from '../run-id'
import type { State } from '../state'
import { flowGraph, taskCore } from '../symbols'
import { FunctionTask, type Task, type TaskCore } from '../task'
import { taskSettings } from '../task-options'
import { FlowRun } from './flow-run'
import { runPlan } from './flow-runner'
import { factsOf, givenTo } from './given'
import { argumentsOf, inputsRecord, MissingInput } from './inputs'
import { ownExecutor } from './local-executor'
import { expand, Mapping } from './mapping'
import { MemoryJournal } from './memory-journal'
import { planOf } from './plan'
import { inputsOfUnit } from './run-result'
import type { RunSetup } from './run-setup'
import { TaskRun } from './task-run'

/** What a task was given in a run, by the names of its parameters. */
export function inputsOf(flow: Flow, task: Task, from: FlowState): Record<string, unknown> {
  if (!isFlowState(from)) throw new FlowError('BAD_ARGUMENT', `Expected the state that a run gave, got ${quote(from)}.`)
  const facts = factsOf(from)
  const then = from.flow.tasks.has(task) ? task : (from.flow[flowGraph].bySlug(task.slug) ?? task)
  const found = facts.inputs(then) ?? fromStates(flow, task, from) ?? facts.storedInputs(then)
  if (found !== undefined) return { ...found }
  throw new FlowError('NO_INPUTS', `What ${task} was given in this run is not known: neither it nor its upstream ran.`)
}

/** The inputs of a task that the run itself did not run: what the states of its upstream say. */
function fromStates(flow: Flow, task: Task, from: FlowState): Record<string, unknown> | undefined {
  const setup = aloneSetup(flow, from)
  const plan = planOf(flow)
  const node = plan.byTask.get(task)
  if (node === undefined) return undefined
  const run = new FlowRun({ ...setup, given: givenTo(flow, { from }) }, plan, new MemoryJournal(), [], () => undefined)
  for (const node of plan.nodes) {
    const unit = new TaskRun(node, run.setup.given.get(node.task), false)
    unit.settled = true
    run.runs.push(unit)
  }
  const unit = run.run(node)
  if (!node.mapped) {
    const args = argumentsOf(run, unit)
    if (args instanceof MissingInput) return undefined
    unit.args = args
    return inputsRecord(unit)
  }
  unit.mapping = new Mapping()
  if (expand(run, unit, unit.mapping) !== undefined) return undefined
  for (const child of unit.mapping.children) {
    const args = argumentsOf(run, child)
    if (args instanceof MissingInput) return undefined
    child.args = args
  }
  return inputsOfUnit(unit)
}

/** Runs one task with the inputs that it had; a mapped task over all of its elements. */
export async function rerunTask(flow: Flow, task: Task, from: FlowState): Promise<State> {
  const inputs = inputsOf(flow, task, from)
  const alone = new Flow(flow.name, { version: flow.options.version ?? '' })
  const copy = alone.addTask(new FunctionTask(task.name, task.slug, task.options, task.tags, bareCore(task)))
  const graph = alone[flowGraph]
  for (const { key, mapped } of planOf(flow).byTask.get(task)?.args ?? []) {
    if (Object.hasOwn(inputs, key)) graph.setSource(graph.node(copy), key, new Constant(inputs[key], mapped))
  }
  const state = await runPlan(aloneSetup(alone, from), planOf(alone), new MemoryJournal())
  return state.result.get(copy) as State
}

/** The task's body and timeout, and nothing else of it. */
function bareCore(task: Task): TaskCore {
  const core = task[taskCore]
  return { ...core, settings: { ...taskSettings({}), timeout: core.settings.timeout } }
}

function aloneSetup(flow: Flow, from: FlowState): RunSetup {
  const { context, lineage, parameters } = factsOf(from)
  const host = surroundingHost()
  return {
    flow,
    runId: newRunId(),
    origin: { lineage },
    given: new Map(),
    startTasks: undefined,
    returnTasks: undefined,
    parameters,
    scope: new ValueScope(context, undefined),
    taskContexts: undefined,
    executor: ownExecutor,
    store: undefined,
    identities: undefined,
    wait: 0,
    throttle: undefined,
    signal: host?.signal?.(),
    raiseOnException: false,
    clock: systemClock,
    onStateChange: undefined,
    host,
    isRerun: true,
  }
}
