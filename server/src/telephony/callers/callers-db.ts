import type { Kysely } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import type { OwnTables } from '../tables.ts'

/** The tables of this slice; how long was talked in a day is counted by the quotas. */
export type PhoneTable = keyof OwnTables
export type CallersDb = Kysely<Pick<Tables, PhoneTable>>
