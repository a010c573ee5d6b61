import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type ReviewTables = Pick<
  Tables,
  | 'review_items'
  | 'review_prompts'
  | 'review_points'
  | 'review_cards'
  | 'review_sessions'
  | 'review_deadlines'
  | 'review_settings'
  | 'review_examples'
  | 'concepts'
  | 'concept_aliases'
  | 'exchanges'
  | 'memory_sessions'
  | 'lessons'
>
export type ReviewDb = Kysely<ReviewTables>
export type ReviewTrx = Transaction<ReviewTables>
