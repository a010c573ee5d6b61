import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type FeedbackTables = Pick<Tables, 'feedback' | 'reply_quality' | 'exchanges'>
export type FeedbackDb = Kysely<FeedbackTables>
export type FeedbackTrx = Transaction<FeedbackTables>
