import type { Kysely } from 'kysely'
import type { PhoneTables } from '../../db/phone-tables.ts'
import type { Tables } from '../../db/tables.ts'

/** The tables of this slice; how long was talked in a day is counted by the quotas. */
export type PhoneTable = Exclude<keyof PhoneTables, 'call_use'>
export type CallersDb = Kysely<Pick<Tables, PhoneTable>>
