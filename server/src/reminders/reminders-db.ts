import type { Kysely } from 'kysely'
import type { ReminderTables } from '../db/reminder-tables.ts'
import type { Tables } from '../db/tables.ts'

/** The tables of this slice. */
export type ReminderDb = Kysely<Pick<Tables, keyof ReminderTables>>
