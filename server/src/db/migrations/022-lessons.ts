import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Lessons: a learner explains something, or tries it before being told. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table lessons (
      id text primary key, user_id text not null references users (id) on delete cascade, session_id text not null, item_id text not null,
      kind text not null, began_at text not null, last_at text not null, ended_at text, version integer not null default 0,
      state text not null)`,
    sql`create unique index lessons_open on lessons (user_id, session_id) where ended_at is null`,
  ]
  for (const statement of statements) await statement.execute(db)
}
