import { sql } from 'kysely'

/**
 * True for exchanges about which something is still to be done. Spelt as in the condition of the index `exchanges_open`: SQLite uses a
 * partial index only for a query that repeats its condition, and reads every exchange otherwise.
 */
export const isOpen = sql<boolean>`state in ('answering', 'pending', 'unheard')`
