import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { OwnTables } from './tables.ts'

export type GraphTables = Pick<Tables, keyof OwnTables | 'exchanges'>
export type GraphDb = Kysely<GraphTables>
export type GraphTrx = Transaction<GraphTables>
