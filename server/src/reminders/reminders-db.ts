import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

/** The tables of this slice. */
export type ReminderDb = Kysely<Pick<Tables, keyof OwnTables>>
