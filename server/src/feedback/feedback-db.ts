import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type FeedbackTables = Pick<Tables, keyof OwnTables | 'exchanges'>
export type FeedbackDb = Kysely<FeedbackTables>
export type FeedbackTrx = Transaction<FeedbackTables>
