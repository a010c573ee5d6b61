import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What a turn is about, for whoever answers it later; and replies that quote something, found without looking through all of them. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table exchanges add column documents text not null default '[]'`.execute(db)
  await sql`create index exchanges_that_quote on exchanges (user_id, seq) where sources != '[]'`.execute(db)
}
