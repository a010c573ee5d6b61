import type { DatabaseAddress, Db } from '../open.ts'
import { BEING_MOVED } from '../prepare.ts'
import type { CopiedTable, Value } from '../snapshot.ts'

/** What stands in a database while it is being filled, in its table of facts about the installation. */
export interface Note {
  /** What it is filled from: the engine, and the id of the installation. */
  from: string
  /** Statements that tie its tables to each other again. */
  bonds: string[]
}

/** Everything that comes with the last transaction. */
export interface Last {
  numbers: Record<string, number>
  /** The rows of `installation` of the source, which make a database one that may be used. */
  installation: { key: string; value: string }[]
  /** Hears how many texts are in the keyword indexes. */
  onTexts: (texts: number) => void
}

/** A database that is filled piece by piece, and is good for nothing until `finish` resolves. */
export interface Target {
  /** Where its rows can be read meanwhile. */
  readonly reading: DatabaseAddress
  /** What a move that was cut short has left; null where nothing stands. Throws MoveFailed where anything else does. */
  left(): Promise<Note | null>
  /** Makes the tables, empty, as these migrations make them. */
  begin(note: { from: string; migrations: string[] }, now: () => Date): Promise<void>
  /** Adds rows, all or none of them. */
  write(table: CopiedTable, rows: Value[][]): Promise<void>
  /** Removes what a move that was cut short has left. */
  clear(tables: readonly string[]): Promise<void>
  finish(last: Last): Promise<void>
  close(): Promise<void>
}

/** The note of a database that is being filled; null where there is none. */
export async function noteIn(db: Db): Promise<Note | null> {
  const row = await db.selectFrom('installation').select('value').where('key', '=', BEING_MOVED).executeTakeFirst()
  return row ? JSON.parse(row.value) : null
}

/** Takes the note away and puts the facts about the installation in its place, in the caller's transaction. */
export async function settle(trx: Db, { installation }: Pick<Last, 'installation'>): Promise<void> {
  await trx.deleteFrom('installation').execute()
  if (installation.length > 0) await trx.insertInto('installation').values(installation).execute()
}
