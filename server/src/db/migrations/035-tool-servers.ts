import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Servers of others whose tools may be used, what they said of them, and which an administrator consented to. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table tool_servers (
      id text primary key, called text not null unique, url text not null, header text, header_sealed text, added_at text not null,
      seen_at text not null, tools text not null)`,
    sql`create table tool_consents (
      server_id text not null references tool_servers (id) on delete cascade, tool text not null, fingerprint text not null,
      at text not null, lapsed integer not null default 0, primary key (server_id, tool))`,
  ]
  for (const statement of statements) await statement.execute(db)
}
