import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What learners searched for lately. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`create table searches (
    user_id text not null references users (id) on delete cascade, query text not null, searched_at text not null,
    primary key (user_id, query))`.execute(db)
}
