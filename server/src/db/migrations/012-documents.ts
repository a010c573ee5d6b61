import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Files that learners give, how much room they take, and the documents among them with what is written in them. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`alter table quotas add column storage_bytes bigint`,
    sql`create table files (
      id text primary key, user_id text not null references users (id) on delete cascade, name text not null, mime text not null,
      bytes integer not null, sha256 text not null, sealed_with text not null, created_at text not null)`,
    sql`create index files_of_user on files (user_id)`,
    sql`create table file_use (
      user_id text primary key references users (id) on delete cascade, bytes bigint not null, files integer not null)`,
    sql`create table documents (
      id text primary key, user_id text not null references users (id) on delete cascade, file_id text not null, name text not null,
      kind text not null, bytes integer not null, sha256 text not null, state text not null, progress integer not null, reason text,
      attempts integer not null, pages integer, parts integer not null, source_url text, created_at text not null, read_at text, unique (user_id, sha256))`,
    sql`create index documents_of_user on documents (user_id, id)`,
    sql`create table document_parts (
      document_id text not null references documents (id) on delete cascade, number integer not null, user_id text not null,
      page integer, heading text, start integer not null, text text not null, headings text not null,
      primary key (document_id, number))`,
    sql`create index document_parts_of_user on document_parts (user_id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
