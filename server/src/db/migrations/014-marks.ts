import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** What was done to a reply before it was shown. */
export async function up(db: Kysely<Tables>, _engine: Engine): Promise<void> {
  await sql`alter table exchanges add column marks text not null default '[]'`.execute(db)
}
