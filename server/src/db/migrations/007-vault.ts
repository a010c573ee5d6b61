import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Which key a kept recording was sealed with; null for those of earlier releases, which are plain files until they are sealed. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table recordings add column sealed_with text`.execute(db)
}
