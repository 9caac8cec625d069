/**
 * Schedules: when a flow is due. They only tell times, by `next(n, { after })`, where `after` counts itself.
 * Cron texts are read by croner, which knows time zones and daylight saving; it is loaded with the first of them.
 */
import { type Duration, toMilliseconds } from './duration'
import { FlowError } from './error'
import { type Check, checkOptions, checks, type OptionTable, quote, requireOption } from './options'

/** Tells when something is due. */
export interface Schedule {
  /** The next `n` times, `after` itself included; fewer where the schedule ends. `after` is now unless told. */
  next(n: number, options?: { readonly after?: Date }): Date[]
}

/** What `intervalSchedule` takes. */
export interface IntervalOptions {
  readonly start: Date
  readonly every: Duration
  readonly end?: Date
}

const intervalTable: OptionTable<IntervalOptions> = {
  start: checks.date,
  every: checks.positiveDuration,
  end: checks.date,
}

/** Every so often from `start`, until `end` where there is one. */
export function intervalSchedule(options: IntervalOptions): Schedule {
  const where = 'intervalSchedule'
  checkOptions<IntervalOptions>(where, options, intervalTable)
  for (const name of ['start', 'every'] as const) requireOption(where, name, options?.[name], intervalTable[name])
  const start = options.start.getTime()
  const every = toMilliseconds(options.every) ?? 0
  const end = options.end?.getTime() ?? Number.POSITIVE_INFINITY
  return {
    next(n, given) {
      const { count, after } = asked(n, given)
      const first = Math.max(0, Math.ceil((after - start) / every))
      const times = Array.from({ length: count }, (_, i) => start + (first + i) * every)
      return times.filter(time => time <= end).map(time => new Date(time))
    },
  }
}

/** What `cronSchedule` takes besides the text. */
export interface CronOptions {
  /** an IANA name, `'Europe/Berlin'`; default: the system's */
  readonly timezone?: string
}

/** By a cron text, `'0 9 * * 1-5'` (seconds may come first), in a time zone. */
export function cronSchedule(text: string, options: CronOptions = {}): Schedule {
  checkOptions<CronOptions>('cronSchedule', options, { timezone })
  const { Cron } = require('croner') as typeof import('croner')
  const cron = (() => {
    try {
      return new Cron(text, { paused: true, ...(options.timezone === undefined ? {} : { timezone: options.timezone }) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new FlowError(
        'BAD_CRON',
        `cronSchedule got ${quote(text)}; expected a cron text such as "0 9 * * 1-5". ${reason}`,
        { cause: error },
      )
    }
  })()
  return {
    next(n, given) {
      const { count, after } = asked(n, given)
      // croner gives what comes after a time, in whole seconds; here that time itself counts.
      return cron.nextRuns(count, new Date(Math.ceil(after / 1000) * 1000 - 1000))
    },
  }
}

/** At given times. */
export function dateSchedule(dates: Iterable<Date>): Schedule {
  const times = datesOf(dates)
  const sorted = [...new Set(times.map(date => date.getTime()))].sort((a, b) => a - b)
  return {
    next(n, given) {
      const { count, after } = asked(n, given)
      return sorted
        .filter(time => time >= after)
        .slice(0, count)
        .map(time => new Date(time))
    },
  }
}

const timezone: Check = value => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(value) })
    return typeof value === 'string' ? undefined : 'the name of a time zone, such as "Europe/Berlin"'
  } catch {
    return 'the name of a time zone, such as "Europe/Berlin"'
  }
}

/** An iterable may be one that can be read only once. */
function datesOf(dates: Iterable<Date>): Date[] {
  requireOption('dateSchedule', 'dates', dates, checks.iterable)
  const list = [...dates]
  requireOption('dateSchedule', 'dates', list, checks.dates)
  return list
}

function asked(n: number, options: { readonly after?: Date } = {}): { count: number; after: number } {
  requireOption('schedule.next', 'n', n, checks.amount)
  checkOptions<{ readonly after?: Date }>('schedule.next', options, { after: checks.date })
  return { count: n, after: (options.after ?? new Date()).getTime() }
}
