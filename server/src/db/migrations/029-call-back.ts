import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Whom we call when, what became of it, and recordings that were left in calls. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table call_backs (
      user_id text primary key references users (id) on delete cascade, wanted integer not null, settings text not null,
      consented_at text)`,
    sql`create index call_backs_wanted on call_backs (user_id) where wanted = 1`,
    sql`create table call_back_calls (
      id text primary key, user_id text not null references users (id) on delete cascade, day text not null, state text not null,
      tries integer not null, at text not null, next_at text, call_sid text, unique (user_id, day))`,
    sql`create index call_back_calls_by_sid on call_back_calls (call_sid) where call_sid is not null`,
    sql`create table call_recordings (
      id text primary key, user_id text not null references users (id) on delete cascade, call_sid text not null,
      session_id text not null, url text not null, url_hash text not null, seconds integer not null, state text not null,
      exchange_id text, at text not null, unique (user_id, url_hash))`,
    sql`create index call_recordings_of_call on call_recordings (user_id, call_sid)`,
    sql`create index call_recordings_waiting on call_recordings (at) where state = 'waiting'`,
  ]
  for (const statement of statements) await statement.execute(db)
}
