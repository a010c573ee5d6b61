import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What learners are reminded of, when they want to be, and the browsers that are told. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table reminder_settings (
      user_id text primary key references users (id) on delete cascade, settings text not null)`,
    sql`create table reminders (
      id text primary key, user_id text not null references users (id) on delete cascade, kind text not null, day text not null,
      said_at text not null, seen_at text, says text not null, unique (user_id, kind, day))`,
    sql`create index reminders_of_user on reminders (user_id, id)`,
    sql`create table push_devices (
      id text primary key, user_id text not null references users (id) on delete cascade, sign_in_id text not null,
      endpoint text not null unique, p256dh text not null, auth text not null, device text not null, created_at text not null,
      reached_at text)`,
    sql`create index push_devices_of_user on push_devices (user_id, id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
