import type { Kysely } from 'kysely'
import type { OwnTables } from './tables.ts'

/** The tables of this slice. */
export type AccountTables = OwnTables
export type AccountDb = Kysely<AccountTables>
