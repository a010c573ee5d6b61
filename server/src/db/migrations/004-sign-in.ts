import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Personal access tokens, and the links in mails. Both are kept as hashes only. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`alter table users add column email_verified_at text`,
    sql`create table personal_tokens (
      id text primary key, user_id text not null references users (id) on delete cascade, name text not null, token_hash text not null unique,
      scopes text not null, created_at text not null, expires_at text not null, last_used_on text)`,
    sql`create index personal_tokens_of_user on personal_tokens (user_id, created_at)`,
    sql`create table mail_links (
      token_hash text primary key, user_id text not null references users (id) on delete cascade,
      email_key text not null,
      purpose text not null check (purpose in ('verify-email', 'reset-password')), created_at text not null, expires_at text not null)`,
    sql`create index mail_links_of_user on mail_links (user_id)`,
    sql`create index mail_links_age on mail_links (expires_at)`,
    sql`create table mail_requests (key text primary key, count integer not null, started_at text not null)`,
    sql`create index mail_requests_age on mail_requests (started_at)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
