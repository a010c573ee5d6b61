import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** How far a model was asked which cards there are in a session. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table memory_sessions add column proposed_through integer not null default 0`.execute(db)
}
