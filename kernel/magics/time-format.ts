/**
 * Durations to the letter as IPython prints them, so that a notebook moved from Python reads the same:
 * three significant digits in s, ms, μs or ns; from a minute on `1min 3s`.
 */

const units = [
  ['s', 1],
  ['ms', 1e3],
  ['μs', 1e6],
  ['ns', 1e9],
] as const
const parts = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

export function formatTime(seconds: number, precision = 3): string {
  if (seconds >= 60) return longTime(seconds)
  const order = seconds > 0 ? Math.min(-Math.floor(Math.floor(Math.log10(seconds)) / 3), 3) : 3
  const [unit, scale] = units[Math.max(order, 0)] ?? units[0]
  return `${formatGeneral(seconds * scale, precision)} ${unit}`
}

function longTime(seconds: number): string {
  const shown: string[] = []
  let left = seconds
  for (const [unit, length] of parts) {
    const count = Math.floor(left / length)
    if (count > 0) {
      left %= length
      shown.push(`${count}${unit}`)
    }
    if (left < 1) break
  }
  return shown.join(' ')
}

/** C's `%.*g`: significant digits, no trailing zeros, an exponent of two digits where the number needs one. */
export function formatGeneral(value: number, precision: number): string {
  const [mantissa = '', exponent] = value.toPrecision(precision).split('e')
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  if (exponent === undefined) return digits
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`
}
