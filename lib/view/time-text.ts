/**
 * How times are written in tables, charts and on the terminal: three significant digits and the unit that fits,
 * `5.01 s` as IPython's `%%time` has it, and from a minute on `1min 3s`.
 */

/** A span of milliseconds as text: `167 ms`, `5.01 s`, `1min 3s`, `2h 5min`, `3d 4h`. @internal */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '∞'
  const ms = Math.max(0, milliseconds)
  if (ms < 999.5) return `${digits(ms)} ms`
  if (ms < 59_995) return `${digits(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 1, 's')
  if (seconds < 86_400) return twoUnits(seconds, 3600, 'h', 60, 'min')
  return twoUnits(seconds, 86_400, 'd', 3600, 'h')
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))))

function twoUnits(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small)
  return `${Math.floor(seconds / large)}${largeName}${rest === 0 ? '' : ` ${rest}${smallName}`}`
}

/** The day in the reader's own zone, `2026-01-31`. */
export function formatDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The time of day in the reader's own zone, `14:03:27`. */
export function formatClock(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
