import type { Table } from '../row'
export async function kernelTables(): Promise<readonly Table[]> { return [] }
