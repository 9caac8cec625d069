/**
 * Decorators in a stack. What the compiler adds to a cell or file to apply them stands there too, with lines that are
 * nobody's: those frames go. And packages have decorators of two kinds, of which only one can work here: an error that
 * one of them throws gets a word about that.
 */

/** What the compiler applies the decorators of a class by; a cell has the first under a name with something behind. */
const applies = /^(?:_apply_decs_2203_r.*|applyClassDecs)$/
/** What stands around it, in the same script, until a decorator is called. */
const around =
  /^(?:applyMemberDecs?|memberDec|assert(?:NotFinished|Callable|ValidReturnValue)|pushInitializers|addInitializer|get c)$/

const failed = new WeakSet<object>()

/** The frames without the compiler's; notes an error that was thrown in a decorator of a package. */
export function withoutCompilers(error: unknown, frames: readonly NodeJS.CallSite[]): readonly NodeJS.CallSite[] {
  const names = frames.map(frame => frame.getFunctionName() ?? '')
  const last = names.findLastIndex(name => applies.test(name))
  if (last < 0) return frames
  const script = frames[last]?.getScriptNameOrSourceURL()
  const isPackages = frames[0]?.getFileName()?.includes('/node_modules/') === true
  if (isPackages && typeof error === 'object' && error !== null) failed.add(error)
  return frames.filter((frame, index) => {
    const name = names[index] ?? ''
    const isCompilers = applies.test(name) || around.test(name)
    return index > last + 1 || !isCompilers || frame.getScriptNameOrSourceURL() !== script
  })
}

/** What to say of an error that was thrown in a decorator, by its kind. */
export function wordOnDecorators(error: object): string | undefined {
  if (!(error instanceof TypeError) || !failed.has(error)) return undefined
  return 'Decorators of cells are those of the language; one that is made for experimentalDecorators fails here.'
}
