import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What each learner used of models and speech on a day (UTC), and what administrators set for single learners. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table daily_use (
      user_id text not null, day text not null, requests bigint not null, audio_ms bigint not null, tokens bigint not null,
      primary key (user_id, day))`,
    sql`create index daily_use_age on daily_use (day)`,
    sql`create table quotas (user_id text primary key, requests bigint, audio_ms bigint, tokens bigint)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
