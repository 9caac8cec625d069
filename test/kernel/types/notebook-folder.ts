/**
 * A folder with local files, and a package of ours beside it that has nothing but declarations: what cells import.
 * The types of Node and the compiler are the real ones.
 */

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { TypeService, type TypeServiceOptions } from '../../../kernel/front/types/type-service'

const repository = join(__dirname, '..', '..', '..')

const notebookModule = `
/** Shows a value. */
export declare function display(value: unknown, options?: { readonly id?: string }): { update(value: unknown): void }
export declare function clearOutput(options?: { readonly wait?: boolean }): void
export declare function input(text?: string): Promise<string>
export declare function prompt(text?: string): string
export declare function confirm(text?: string): boolean
export declare const comm: { open(target: string): void }
`

export class NotebookFolder {
  readonly #parent = realpathSync(mkdtempSync(join(tmpdir(), 'tasklab types ')))
  readonly path = join(this.#parent, 'notebook')
  readonly #package = join(this.#parent, 'package')

  constructor() {
    this.write('answer.ts', "export const answer: number = 42\nexport enum Colour { Red = 'red' }\n")
    this.write('data.json', '{ "rows": 3 }')
    this.write('node_modules/local-pkg/package.json', '{ "name": "local-pkg", "types": "index.d.ts" }')
    this.write('node_modules/local-pkg/index.d.ts', 'export declare function greet(name: string): string')
    this.write('node_modules/untyped/package.json', '{ "name": "untyped", "main": "index.js" }')
    this.write('node_modules/untyped/index.js', 'exports.anything = 1')
    // what a project around the notebook says is not what cells run by
    this.write('tsconfig.json', '{ "compilerOptions": { "strict": false, "module": "commonjs" } }')
    this.#write(this.#package, 'package.json', '{ "name": "tasklab" }')
    this.#write(
      this.#package,
      'dist/lib/index.d.ts',
      'export declare function task<R>(fn: () => R): { readonly run: R }',
    )
    this.#write(this.#package, 'dist/kernel/notebook.d.ts', notebookModule)
    const webAssembly = 'kernel/front/types/webassembly.ts'
    this.#write(this.#package, webAssembly, readFileSync(join(repository, webAssembly), 'utf8'))
    symlinkSync(join(repository, 'node_modules'), join(this.#package, 'node_modules'), 'junction')
  }

  service(options: Partial<TypeServiceOptions> = {}): TypeService {
    return new TypeService({ cwd: this.path, tasklabRoot: this.#package, ...options })
  }

  write(path: string, text: string): void {
    this.#write(this.path, path, text)
  }

  remove(path = ''): void {
    rmSync(path === '' ? this.#parent : join(this.path, path), { recursive: true })
  }

  #write(folder: string, path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
