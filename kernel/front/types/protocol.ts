/**
 * The part of the language server protocol (3.17) that the type service speaks, typed as far as it is read.
 * Positions count lines and UTF-16 units from 0; the rest of the kernel counts them from 1.
 */

export interface Position {
  readonly line: number
  readonly character: number
}

export interface Range {
  readonly start: Position
  readonly end: Position
}

export interface ServerDiagnostic {
  readonly range: Range
  /** 1 error, 2 warning, 3 information, 4 hint. */
  readonly severity?: number
  readonly code?: number | string
  readonly message: string
}

export interface ServerCompletion {
  readonly label: string
  readonly kind?: number
  readonly sortText?: string
  readonly filterText?: string
  readonly insertText?: string
  readonly detail?: string
  readonly textEdit?: { readonly newText: string } & (
    | { readonly range: Range }
    | { readonly insert: Range; readonly replace: Range }
  )
  readonly labelDetails?: { readonly detail?: string; readonly description?: string }
}

export type Markup = string | { readonly kind?: string; readonly language?: string; readonly value: string }

export interface ServerSignature {
  readonly label: string
  readonly documentation?: Markup
  readonly activeParameter?: number
}

/** Of a watched file: 1 created, 2 changed, 3 deleted. */
export interface FileEvent {
  readonly uri: string
  readonly type: 1 | 2 | 3
}

interface InDocument {
  readonly textDocument: { readonly uri: string }
}

interface AtPosition extends InDocument {
  readonly position: Position
}

export interface ServerRequests {
  initialize: { readonly params: object; readonly result: object }
  'textDocument/diagnostic': {
    readonly params: InDocument
    readonly result: { readonly items?: readonly ServerDiagnostic[] }
  }
  'textDocument/completion': {
    readonly params: AtPosition & { readonly context: { readonly triggerKind: number } }
    readonly result: readonly ServerCompletion[] | { readonly items: readonly ServerCompletion[] }
  }
  'textDocument/hover': {
    readonly params: AtPosition
    readonly result: { readonly contents: Markup | readonly Markup[] }
  }
  'textDocument/signatureHelp': {
    readonly params: AtPosition
    readonly result: {
      readonly signatures: readonly ServerSignature[]
      readonly activeSignature?: number
      readonly activeParameter?: number
    }
  }
}

export interface ServerNotifications {
  initialized: object
  '$/cancelRequest': { readonly id: number }
  'textDocument/didOpen': {
    readonly textDocument: {
      readonly uri: string
      readonly languageId: string
      readonly version: number
      readonly text: string
    }
  }
  'textDocument/didChange': {
    readonly textDocument: { readonly uri: string; readonly version: number }
    readonly contentChanges: readonly { readonly text: string }[]
  }
  'textDocument/didClose': InDocument
  'workspace/didChangeWatchedFiles': { readonly changes: readonly FileEvent[] }
}
