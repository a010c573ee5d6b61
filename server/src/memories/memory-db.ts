import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type MemoryTables = Pick<
  Tables,
  | 'memories'
  | 'memory_sources'
  | 'memory_sessions'
  | 'exchanges'
  | 'sessions'
  | 'concepts'
  | 'concept_aliases'
  | 'concept_mentions'
  | 'concept_edges'
>
export type MemoryDb = Kysely<MemoryTables>
export type MemoryTrx = Transaction<MemoryTables>
