import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Exports and imports that were asked for, and erasures that are going to happen. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table exports (
      id text primary key, user_id text not null references users (id) on delete cascade, format text not null, parts text not null,
      state text not null check (state in ('processing', 'completed', 'failed')), created_at text not null, expires_at text not null,
      bytes bigint, sha256 text)`,
    sql`create index exports_of_user on exports (user_id, created_at)`,
    sql`create index exports_age on exports (expires_at)`,
    sql`create table imports (
      id text primary key, user_id text not null references users (id) on delete cascade,
      state text not null check (state in ('processing', 'completed', 'failed')), created_at text not null, counts text not null)`,
    sql`create index imports_of_user on imports (user_id, created_at)`,
    sql`create unique index imports_at_once on imports (user_id) where state = 'processing'`,
    sql`create index exchanges_with_recording on exchanges (user_id, recording_id) where recording_id is not null`,
    // Without a reference to users: the row outlives the account, so that an erasure that was cut short is taken up again.
    sql`create table erasures (user_id text primary key, scheduled_at text not null, due_at text not null, reason text)`,
    sql`create index erasures_due on erasures (due_at)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
