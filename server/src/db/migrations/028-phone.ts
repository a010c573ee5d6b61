import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Who may call and be called: their numbers, their PINs, their calls, and how long they talked in a day. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table phone_numbers (
      id text primary key, user_id text not null references users (id) on delete cascade, number_hash text not null,
      number_sealed text not null, shown text not null, way text not null, code_hash text, code_sealed text,
      tries integer not null default 0, expires_at text, call_sid text, created_at text not null, linked_at text, called_at text)`,
    sql`create unique index phone_numbers_of_one on phone_numbers (number_hash) where linked_at is not null`,
    sql`create unique index phone_numbers_of_user on phone_numbers (user_id, number_hash)`,
    sql`create index phone_numbers_by_hash on phone_numbers (number_hash)`,
    sql`create index phone_numbers_in_call on phone_numbers (call_sid) where call_sid is not null`,
    sql`create table phone_pins (
      user_id text primary key references users (id) on delete cascade, pin_hash text not null, set_at text not null,
      tries integer not null default 0, tries_day text not null)`,
    sql`create table phone_requests (key text primary key, count integer not null, started_at text not null)`,
    sql`create table calls (
      id text primary key, user_id text not null references users (id) on delete cascade, sid text not null unique,
      number_id text, session_id text not null, direction text not null, way text not null, state text not null,
      trusted integer not null, doing text not null, turns integer not null default 0, pin_tries integer not null default 0,
      summary_wanted integer not null default 0, began_at text not null, heard_at text not null, ended_at text, seconds integer,
      cost_microdollars bigint)`,
    sql`create index calls_of_user on calls (user_id, id)`,
    sql`create index calls_going_on on calls (user_id) where ended_at is null`,
    sql`create table call_use (
      user_id text not null references users (id) on delete cascade, day text not null, seconds bigint not null,
      cost_microdollars bigint not null, primary key (user_id, day))`,
    sql`create index call_use_of_day on call_use (day)`,
    sql`alter table quotas add column call_seconds bigint`,
  ]
  for (const statement of statements) await statement.execute(db)
}
