import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/**
 * The audit log. Its events know people by pseudonyms only and can neither be changed nor deleted; who is behind a pseudonym, and from
 * which address somebody came, stand apart and can be erased.
 */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const seq =
    engine === 'sqlite' ? sql`integer primary key autoincrement` : sql`bigint generated always as identity primary key`
  const statements = [
    sql`create table audit_events (
      seq ${seq}, id text not null unique, at text not null, action text not null, actor text not null, subject text, details text not null)`,
    sql`create index audit_events_of_actor on audit_events (actor, seq)`,
    sql`create index audit_events_of_subject on audit_events (subject, seq)`,
    sql`create table audit_identities (user_id text primary key, pseudonym text not null unique)`,
    sql`create table audit_origins (event_id text primary key, user_id text, address text not null, at text not null)`,
    sql`create index audit_origins_of_user on audit_origins (user_id)`,
    sql`create index audit_origins_age on audit_origins (at)`,
    ...(engine === 'sqlite' ? SQLITE_APPEND_ONLY : POSTGRES_APPEND_ONLY),
  ]
  for (const statement of statements) await statement.execute(db)
}

const SQLITE_APPEND_ONLY = ['update', 'delete'].map(
  (verb) =>
    sql`create trigger ${sql.raw(`audit_events_no_${verb}`)} before ${sql.raw(verb)} on audit_events
      begin select raise(abort, 'the audit log is append-only'); end`,
)

const POSTGRES_APPEND_ONLY = [
  sql`create function audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only'; end $$`,
  sql`create trigger audit_events_append_only before update or delete or truncate on audit_events
    for each statement execute function audit_is_append_only()`,
]
