import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type FactTables = Pick<Tables, keyof OwnTables | 'users' | 'exchanges' | 'concept_mentions'>
export type FactDb = Kysely<FactTables>
