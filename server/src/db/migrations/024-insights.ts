import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What was found out about how somebody learns, in numbers, and what they want no more of. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table insights (
      id text primary key, user_id text not null references users (id) on delete cascade, rule text not null, key text not null,
      importance integer not null, n integer not null, figures text not null, concept_id text, found_on text not null,
      found_at text not null, state text not null, until text, unique (user_id, key))`,
    sql`create index insights_of_day on insights (user_id, found_on)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
