import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** What the memory looks through. */
export type MemoryDb = Kysely<Pick<Tables, 'exchanges' | 'sessions' | 'passages'>>
