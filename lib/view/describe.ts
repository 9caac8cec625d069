/**
 * What a task, a parameter, an edge or a whole flow shows of itself before anything has run: its names and options in
 * a small table, with the printed form as text. Only options that were set are told. A flow's table opens: its graph,
 * which stands beside it, says most of it at once.
 */
import type { Edge } from '../edge'
import type { Flow } from '../flow'
import { isFlow, isParameter, isTask } from '../recognise'
import type { Task } from '../task'
import { html, type SafeHtml, style } from './html'
import { htmlBundle, type MimeBundle } from './mime-bundle'
import { preview } from './preview'
import { orderedTasks } from './run-facts'
import { taskLabels } from './task-line'

type Fact = readonly [name: string, value: unknown]

/** Shows what a task, a parameter, an edge or a flow is. @internal */
export function describe(subject: Task | Edge | Flow): MimeBundle {
  if (isFlow(subject)) return htmlBundle(String(subject), flowTable(subject))
  return htmlBundle(String(subject), factTable(isTask(subject) ? taskFacts(subject) : edgeFacts(subject)))
}

function taskFacts(task: Task): readonly Fact[] {
  if (isParameter(task)) {
    const { required, default: preset } = task
    return [['parameter', task.name], ['required', required ? 'yes' : 'no'], ...set('default', preset, preview)]
  }
  return [['task', task.name], ['slug', task.slug], ...optionFacts(task)]
}

/** Options in words, in the order in which they matter to a reader. */
function optionFacts({ options, tags }: Task): readonly Fact[] {
  return [
    ...set('description', options.description),
    ...set('tags', tags.size === 0 ? undefined : [...tags].join(', ')),
    ...set('retries', options.maxRetries, retries => `${retries}, wait ${preview(options.retryDelay ?? '1 min')}`),
    ...set('timeout', options.timeout),
    ...set('trigger', options.trigger, trigger => trigger.name || 'a function'),
    ...set('cached for', options.cacheFor),
    ...set('version', options.version),
  ]
}

/** A fact, where the value was set. */
const set = <T>(name: string, value: T | undefined, print: (value: T) => unknown = each => each): readonly Fact[] =>
  value === undefined ? [] : [[name, print(value)]]

function edgeFacts({ upstream, downstream, key, mapped }: Edge): readonly Fact[] {
  const carries = key === undefined ? 'nothing: only the state counts' : `the result, as ${key}`
  return [
    ['from', upstream.name],
    ['to', downstream.name],
    ['carries', carries],
    ['mapped', mapped ? 'one run an element' : 'no'],
  ]
}

const cell = style({ 'text-align': 'left', 'vertical-align': 'top', padding: '3px 10px' })
const table = style({ 'border-collapse': 'collapse', margin: '4px 0', 'font-size': '13px' })

function factTable(facts: readonly Fact[]): SafeHtml {
  const rows = facts.map(
    ([name, value]) => html`<tr><th style="${cell}">${name}</th><td style="${cell}">${value}</td></tr>`,
  )
  return html`<table style="${table}"><tbody>${rows}</tbody></table>`
}

const mostTasks = 60

function flowTable(flow: Flow): SafeHtml {
  const tasks = orderedTasks(flow)
  const names = taskLabels(tasks)
  const upstream = new Map(tasks.map(task => [task, new Set<string>()]))
  for (const edge of flow.edges) upstream.get(edge.downstream)?.add(names.get(edge.upstream) ?? edge.upstream.name)
  const rows = tasks.slice(0, mostTasks).map(task => {
    const options = optionFacts(task).map(([name, value]) => `${name}: ${value}`)
    const cells = [
      html`<strong>${names.get(task)}</strong>`,
      [...(upstream.get(task) ?? [])].join(', '),
      options.join('; '),
    ]
    return html`<tr>${cells.map(each => html`<td style="${cell}">${each}</td>`)}</tr>`
  })
  const head = ['task', 'after', 'options'].map(title => html`<th style="${cell}">${title}</th>`)
  const more = tasks.length > mostTasks ? html`<div>… ${tasks.length - mostTasks} more</div>` : ''
  const summary = html`<strong>${flow.name}</strong> · ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`
  const all = html`<table style="${table}"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>${more}`
  return html`<details><summary>${summary}</summary>${all}</details>`
}
