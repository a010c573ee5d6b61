import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type GraphTables = Pick<
  Tables,
  'concepts' | 'concept_aliases' | 'concept_mentions' | 'concept_edges' | 'exchanges'
>
export type GraphDb = Kysely<GraphTables>
export type GraphTrx = Transaction<GraphTables>
