/**
 * `context.logger`: lines of a task, kept with its attempt. Arguments are formatted as the console does.
 * Where a line goes is the run's matter; here it is only made.
 */

/** How grave a line is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Writes lines that are kept with the attempt; arguments as `console.log` takes them. */
export type Logger = { readonly [L in LogLevel]: (...args: unknown[]) => void }

/** A logger that hands each formatted line on. */
export function makeLogger(write: (level: LogLevel, text: string) => void): Logger {
  const at =
    (level: LogLevel) =>
    (...args: unknown[]): void => {
      const { formatLine } = require('./format-line') as typeof import('./format-line')
      write(level, formatLine(args))
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
