/**
 * WebAssembly's types for cells: TypeScript has them among those of the browser alone, and Node's leave them out.
 * https://webassembly.github.io/spec/js-api/
 */

declare global {
  namespace WebAssembly {
    type ImportExportKind = 'function' | 'global' | 'memory' | 'table' | 'tag'
    type ExportedFunction = (...parameters: never[]) => unknown
    interface ValueTypeMap {
      i32: number
      i64: bigint
      f32: number
      f64: number
      v128: never
      externref: unknown
      anyfunc: ExportedFunction | null
    }
    type ValueType = keyof ValueTypeMap
    type TableKind = 'externref' | 'anyfunc'
    type ExportValue = ExportedFunction | Global | Memory | Table | Tag
    type Exports = Record<string, ExportValue>
    type Imports = Record<string, Record<string, unknown>>
    type Bytes = ArrayBuffer | NodeJS.ArrayBufferView

    interface ModuleImportDescriptor {
      readonly module: string
      readonly name: string
      readonly kind: ImportExportKind
    }
    interface ModuleExportDescriptor {
      readonly name: string
      readonly kind: ImportExportKind
    }
    interface WebAssemblyInstantiatedSource {
      readonly module: Module
      readonly instance: Instance
    }

    class Module {
      constructor(bytes: Bytes)
      static imports(module: Module): ModuleImportDescriptor[]
      static exports(module: Module): ModuleExportDescriptor[]
      static customSections(module: Module, name: string): ArrayBuffer[]
    }
    class Instance {
      constructor(module: Module, imports?: Imports)
      readonly exports: Exports
    }
    class Memory {
      /** In pages of 64 KiB. */
      constructor(size: { initial: number; maximum?: number; shared?: boolean })
      readonly buffer: ArrayBuffer
      grow(pages: number): number
    }
    class Table {
      constructor(kind: { element: TableKind; initial: number; maximum?: number }, value?: unknown)
      readonly length: number
      get(index: number): unknown
      set(index: number, value?: unknown): void
      grow(by: number, value?: unknown): number
    }
    class Global<T extends ValueType = ValueType> {
      constructor(kind: { value: T; mutable?: boolean }, value?: ValueTypeMap[T])
      value: ValueTypeMap[T]
      valueOf(): ValueTypeMap[T]
    }
    class Tag {
      constructor(type: { parameters: ValueType[] })
    }
    class Exception extends Error {
      constructor(tag: Tag, payload: unknown[], options?: { traceStack?: boolean })
      is(tag: Tag): boolean
      getArg(tag: Tag, index: number): unknown
    }
    class CompileError extends Error {}
    class LinkError extends Error {}
    class RuntimeError extends Error {}

    function validate(bytes: Bytes): boolean
    function compile(bytes: Bytes): Promise<Module>
    function compileStreaming(source: Response | Promise<Response>): Promise<Module>
    function instantiate(bytes: Bytes, imports?: Imports): Promise<WebAssemblyInstantiatedSource>
    function instantiate(module: Module, imports?: Imports): Promise<Instance>
    function instantiateStreaming(
      source: Response | Promise<Response>,
      imports?: Imports,
    ): Promise<WebAssemblyInstantiatedSource>
  }
}

export {}
