import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type MemoryTables = Pick<
  Tables,
  keyof OwnTables | 'exchanges' | 'sessions' | 'concepts' | 'concept_aliases' | 'concept_mentions' | 'concept_edges'
>
export type MemoryDb = Kysely<MemoryTables>
export type MemoryTrx = Transaction<MemoryTables>
