import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What the companion did for a reply besides speaking, as JSON. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table exchanges add column tools text not null default '[]'`.execute(db)
}
