import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What learners set themselves, and badges nobody has told them of by voice yet. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table goals (
      id text primary key, user_id text not null references users (id) on delete cascade, kind text not null, title text not null,
      target integer not null, concept_id text, concept_name text, repeat text not null, deadline text, state text not null,
      since text not null, since_day text not null, baseline integer not null default 0, value integer not null default 0,
      created_at text not null, changed_at text not null, completed_at text)`,
    sql`create index goals_of_user on goals (user_id, state, id)`,
    sql`create table untold_achievements (
      user_id text not null references users (id) on delete cascade, achievement text not null, earned_at text not null,
      primary key (user_id, achievement))`,
  ]
  for (const statement of statements) await statement.execute(db)
}
