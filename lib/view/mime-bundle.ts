/**
 * What a value shows of itself: one text per MIME type, by the convention that Deno's kernel began and ours follows.
 * A value that has a method named `Symbol.for('Jupyter.display')` is asked for its bundle; a promise of one will do.
 * Every bundle holds text/plain, because a terminal and a diff have nothing else.
 */
import { maskSecrets } from '../store/secrets'
import type { SafeHtml } from './html'

/** Contents by MIME type: strings, and objects for the `+json` types. */
export type MimeBundle = Readonly<Record<string, unknown>>

/** A bundle of one HTML fragment and the text that stands for it where there is no HTML. */
export const htmlBundle = (text: string, body: SafeHtml): MimeBundle => ({
  'text/plain': maskSecrets(text),
  'text/html': body.text,
})
