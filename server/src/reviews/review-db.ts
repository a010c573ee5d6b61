import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type ReviewTables = Pick<
  Tables,
  keyof OwnTables | 'concepts' | 'concept_aliases' | 'exchanges' | 'memory_sessions' | 'lessons'
>
export type ReviewDb = Kysely<ReviewTables>
export type ReviewTrx = Transaction<ReviewTables>
