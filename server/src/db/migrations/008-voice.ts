import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What of a spoken reply nobody heard, and how each learner pauses. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table exchanges add column unheard_text text`.execute(db)
  await sql`create table voice_habits (user_id text primary key, habits text not null, updated_at text not null)`.execute(
    db,
  )
}
