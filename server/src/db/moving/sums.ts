import { createHash } from 'node:crypto'
import type { CopiedTable, Snapshot, Value } from '../snapshot.ts'

/** How many rows a table has, and a hash over all they hold, in the order of their primary key: the same on both engines. */
export interface Sum {
  rows: number
  sha256: string
}

/** A row as it is hashed and compared. */
export const lineOf = (row: readonly Value[]): string =>
  JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value)))

/** Adds rows up as they pass. */
export function summing() {
  const hash = createHash('sha256')
  let rows = 0
  return {
    /** Takes a row in, and says how long it is as text. */
    add(row: readonly Value[]): number {
      const line = lineOf(row)
      hash.update(line).update('\n')
      rows += 1
      return line.length
    },
    end: (): Sum => ({ rows, sha256: hash.digest('hex') }),
  }
}

/** Reads a whole table. `counts` says which of its rows matter; `onRows` hears of every page. */
export async function sumOf(
  snapshot: Pick<Snapshot, 'pages'>,
  table: CopiedTable,
  {
    counts = () => true,
    onRows = () => {},
  }: { counts?: (row: Value[]) => boolean; onRows?: (rows: number) => void } = {},
): Promise<Sum> {
  const sum = summing()
  for await (const page of snapshot.pages(table)) {
    for (const row of page) if (counts(row)) sum.add(row)
    onRows(page.length)
  }
  return sum.end()
}
