/**
 * Which lines of a cell are magics. `%` and `!` may begin a line of JavaScript too:
 * inside brackets, templates and comments, and after an operator, they always do. Where a statement may begin, `%name`
 * is a magic unless an operator follows that makes it the rest of the line before, and `!text` is a command unless it
 * reads as a negation (`!done && …`, `!(…)`, `!list.length`).
 */

import { depthStep, isCode, type Token, tokensOf } from './tokens'

/** Numbers of the lines, from 0, that are magics or shell commands. */
export function magicLines(source: string): readonly number[] {
  const found: number[] = []
  if (!/^[ \t]*[%!]/m.test(source)) return found
  // a magic's own text is no TypeScript: it is taken out before the scan goes on
  for (let rest = source, from = 0; ; ) {
    const line = firstMagic(rest, from)
    if (line === undefined) return found
    found.push(line)
    rest = withoutLines(rest, [line])
    from = line + 1
  }
}

/** The source with some lines blank. */
export function withoutLines(source: string, lines: readonly number[]): string {
  if (lines.length === 0) return source
  const blank = new Set(lines)
  return source
    .split('\n')
    .map((line, index) => (blank.has(index) ? ' '.repeat(line.length) : line))
    .join('\n')
}

function firstMagic(source: string, from: number): number | undefined {
  const lines = source.split('\n')
  let line = 0
  let depth = 0
  let atStart = true
  let before: Token | undefined
  let lineBefore = -1
  for (const token of tokensOf(source)) {
    if (isCode(token)) {
      const text = lines[line]?.trim() ?? ''
      const follows = lineBefore >= from ? before : undefined // a magic before it ends what came before that
      if (atStart && line >= from && depth === 0 && isMagic(text, follows)) return line
      depth += depthStep(token)
      before = token
      lineBefore = line
      atStart = false
    }
    const breaks = token.value.split('\n').length - 1
    line += breaks
    if (breaks > 0) atStart = token.type === 'LineTerminatorSequence' || token.type === 'MultiLineComment'
  }
  return undefined
}

function isMagic(text: string, before: Token | undefined): boolean {
  if (expectsOperand(before)) return false
  if (!/^%%?[A-Za-z_]\w*/.test(text)) return /^!/.test(text) && !negation.test(text)
  const startsStatement = before === undefined || before.value === ';' || before.value === '}'
  return startsStatement || !continues.test(text)
}

/** `%name` and then what only an expression goes on with; ` -n` is an option. */
const continues = /^%[A-Za-z_]\w*(?:[.([;,)\]]|\s*(?:[+*/%<>=&|^?:,;)\]]|-(?![\w-])))/

/** `!x.y`, `!f()`, `!a && b`, `!!x`, `!(…)`. */
const negation =
  /^!\s*(?:[!([{'"`\d]|(?:new|typeof|await|function|void|this|true|false|null)\b|[A-Za-z_$][\w$]*(?:[.([]|\?\.|\s*(?:&&|\|\||\?|[=!]==?|$|;)))/

/** After an operator, a comma or an opening bracket an expression goes on. */
function expectsOperand(before: Token | undefined): boolean {
  return before?.type === 'Punctuator' && !/^(?:[)\]};]|\+\+|--)$/.test(before.value)
}
