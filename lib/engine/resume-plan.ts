/**
 * Decides for each task whether what an earlier run left of it still holds. It does when the task finished
 * successfully, its code and the making of its inputs are the same, and nothing above it runs again; for a mapped task
 * child by child. Whatever does not hold runs, and says why.
 *
 * A result that could not be stored holds until somebody needs it: then its task runs too, and the decisions are made
 * once more with that known.
 */
import type { Flow } from '../flow'
import { isParameter } from '../recognise'
import { makeState, type State } from '../state'
import { fingerprint } from '../store/fingerprint'
import type { StoredTask } from '../store/store'
import type { Task } from '../task'
import { goOn, goOnAsChild } from './go-on'
import type { Identities } from './identity'
import { knownLength } from './mapped-length'
import type { PastRun } from './past-run'
import { type Plan, type PlanEdge, type PlanNode, planOf } from './plan'
import { becauseOf, labels, NEVER_RAN } from './resume-words'
import { changesOf, isLost, isRewired, lostValue } from './task-changes'

/** What becomes of a task. A Parameter is never given: it takes its value from the run. */
export interface Decision {
  readonly runs: boolean
  /** What the run is given of it. */
  readonly given?: State
  readonly isStart?: boolean
  readonly reason?: string
  /** Of a mapped task those children that run; none: all of them. */
  readonly children?: ReadonlySet<number>
  /** What runs gives what it gave before: a secret that is read again. */
  readonly same?: boolean
}

export interface ResumeQuestion {
  readonly flow: Flow
  readonly past: PastRun
  readonly parameters: Readonly<Record<string, unknown>>
  readonly identities: Identities
  /** Tasks that are to run although they are done. */
  readonly rerun: ReadonlySet<Task>
  readonly now: Date
}

/** The decision for each task of the flow. */
export function decide(question: ResumeQuestion): Map<Task, Decision> {
  const plan = planOf(question.flow)
  const needed = new Map<Task, string>()
  for (;;) {
    const round = new Round(question, plan, needed)
    const decisions = round.decideAll()
    const more = round.neededValues()
    if (more.size === 0) return decisions
    for (const [task, why] of more) needed.set(task, why)
  }
}

class Round {
  readonly #question: ResumeQuestion
  readonly #plan: Plan
  readonly #needed: ReadonlyMap<Task, string>
  readonly #label: (task: Task) => string
  readonly #decisions = new Map<Task, Decision>()

  constructor(question: ResumeQuestion, plan: Plan, needed: ReadonlyMap<Task, string>) {
    this.#question = question
    this.#plan = plan
    this.#needed = needed
    this.#label = labels(question.flow)
  }

  decideAll(): Map<Task, Decision> {
    for (const node of this.#plan.nodes) this.#decisions.set(node.task, this.#decide(node))
    return this.#decisions
  }

  /** Tasks whose value is lost, though a task that runs needs it, with the words for it. */
  neededValues(): Map<Task, string> {
    const found = new Map<Task, string>()
    for (const node of this.#plan.nodes) {
      const decision = this.#decisions.get(node.task)
      if (decision?.runs !== true) continue
      for (const edge of node.incoming) {
        const above = edge.from.task
        if (this.#decisions.get(above)?.runs !== false || !this.#takesValue(edge, decision)) continue
        const lost = lostValue(this.#question.past.tasks.get(above.slug))
        if (lost !== undefined)
          found.set(above, `its result is not stored (${lost}), and ${this.#label(node.task)} needs it`)
      }
    }
    return found
  }

  /** A task that kept its inputs does not ask for them again. */
  #takesValue({ key }: PlanEdge, { given, isStart }: Decision): boolean {
    if (key === undefined) return false
    const kept = isStart && given !== undefined && 'cachedInputs' in given ? given.cachedInputs : undefined
    return kept === undefined || !Object.hasOwn(kept, key)
  }

  #decide(node: PlanNode): Decision {
    const { past, rerun } = this.#question
    const { task } = node
    if (isParameter(task)) return this.#decideParameter(task.name)
    const family = past.tasks.get(task.slug)
    if (rerun.has(task)) return { runs: true, reason: 'you asked for it' }
    const need = this.#needed.get(task)
    const isMapped =
      node.mapped && family !== undefined && (family.children.size > 0 || family.whole?.state.type === 'Mapped')
    if (need !== undefined && !isMapped) return { runs: true, reason: need, same: node.core.secret === true }
    const whole = family?.whole
    if (family === undefined || (whole === undefined && family.children.size === 0))
      return { runs: true, reason: NEVER_RAN }
    if (isMapped) return this.#decideMapped(node, whole, family.children)
    return whole === undefined ? { runs: true, reason: NEVER_RAN } : this.#decideSingle(node, whole)
  }

  #decideParameter(name: string): Decision {
    const { past, parameters } = this.#question
    const before = Object.hasOwn(past.parameters, name) ? fingerprint(past.parameters[name]) : undefined
    const now = Object.hasOwn(parameters, name) ? fingerprint(parameters[name]) : undefined
    return { runs: before !== now }
  }

  #decideSingle(node: PlanNode, entry: StoredTask): Decision {
    const changes = this.#changes(node, entry)
    const above = this.#runsAbove(node)
    const reason = entry.state.isSuccessful() ? (changes ?? above) : (becauseOf(entry) ?? changes ?? above)
    if (reason === undefined) return { runs: false, given: entry.state }
    // What succeeded runs again from the very beginning.
    if (entry.state.isSuccessful()) return { runs: true, reason }
    const fresh = above !== undefined || this.#isRewired(node, entry)
    const { state, isStart } = goOn(entry, fresh, this.#lastSeen(entry), this.#question.now)
    return { runs: true, reason, isStart, ...(state === undefined ? {} : { given: state }) }
  }

  #decideMapped(node: PlanNode, whole: StoredTask | undefined, children: ReadonlyMap<number, StoredTask>): Decision {
    const [first] = children.values()
    const sample = whole ?? first
    const shared = sample && this.#changes(node, sample, true)
    const above = this.#runsAbove(node, true)
    if (shared !== undefined || above !== undefined) return { runs: true, reason: shared ?? above ?? '' }
    const known = whole?.state.type === 'Mapped' ? whole.state.mapStates.length : undefined
    // Where nobody knows, there may be one more than those that were seen.
    const length = knownLength(node, this.#decisions) ?? known ?? longest(children.keys()) + 1
    const mapStates: State[] = []
    const running = new Set<number>()
    let reason: string | undefined
    for (let index = 0; index < length; index++) {
      const entry = children.get(index)
      const why = entry === undefined ? NEVER_RAN : this.#childReason(node, entry, index)
      if (why !== undefined) {
        running.add(index)
        reason ??= why
      }
      mapStates.push(this.#childState(node, entry, index, why))
    }
    const given = makeState('Mapped', { mapStates, timestamp: whole?.state.timestamp ?? this.#question.now })
    const isWhole = running.size === 0 && known === length
    if (isWhole && whole !== undefined) return { runs: false, given: whole.state }
    const other =
      known === undefined ? 'it was cut off while it ran' : `it maps over ${length} elements now, not ${known}`
    return { runs: true, reason: reason ?? other, given, children: running }
  }

  #childReason(node: PlanNode, entry: StoredTask, index: number): string | undefined {
    if (!entry.state.isSuccessful()) return becauseOf(entry)
    const need = this.#needed.get(node.task)
    if (need !== undefined && isLost(entry)) return need
    return this.#changes(node, entry) ?? this.#runsAboveChild(node, index)
  }

  #childState(node: PlanNode, entry: StoredTask | undefined, index: number, why: string | undefined): State {
    const { now } = this.#question
    if (entry === undefined) return makeState('Pending', { timestamp: now })
    if (why === undefined) return entry.state
    const fresh =
      entry.state.isSuccessful() || this.#runsAboveChild(node, index) !== undefined || this.#isRewired(node, entry)
    if (entry.state.isSuccessful()) return makeState('Pending', { timestamp: now })
    return goOnAsChild(entry, fresh, this.#lastSeen(entry), now)
  }

  #changes(node: PlanNode, entry: StoredTask, shared = false): string | undefined {
    return changesOf(entry, this.#question.identities(node.task.slug), shared)
  }

  #isRewired(node: PlanNode, entry: StoredTask): boolean {
    return isRewired(entry, this.#question.identities(node.task.slug))
  }

  /** The upstream that runs again, if one does; for a mapped task that all children have in common. */
  #runsAbove(node: PlanNode, shared = false): string | undefined {
    for (const edge of node.incoming) {
      if (shared && edge.reach !== 'whole') continue
      if (this.#isDirty(edge.from)) return this.#wordsFor(edge.from.task)
    }
    return undefined
  }

  #runsAboveChild(node: PlanNode, index: number): string | undefined {
    for (const edge of node.incoming) {
      if (edge.reach === 'whole' || (edge.reach === 'element' && edge.element !== index)) continue
      if (!this.#isDirty(edge.from)) continue
      const children = this.#decisions.get(edge.from.task)?.children
      if (edge.reach === 'element' || children === undefined || children.has(index))
        return this.#wordsFor(edge.from.task)
    }
    return undefined
  }

  #isDirty(node: PlanNode): boolean {
    const decision = this.#decisions.get(node.task)
    return decision?.runs === true && decision.same !== true
  }

  #wordsFor(task: Task): string {
    if (isParameter(task)) return `the parameter "${task.name}" changed`
    return `${this.#label(task)} runs${this.#question.past.tasks.has(task.slug) ? ' again' : ''}`
  }

  #lastSeen(entry: StoredTask): Date | undefined {
    return this.#question.past.lastSeen(entry.runId)
  }
}

function longest(indices: Iterable<number>): number {
  let length = 0
  for (const index of indices) length = Math.max(length, index + 1)
  return length
}
