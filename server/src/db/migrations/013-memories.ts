import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What learners said about themselves and where, and what they speak of: concepts, and how they hang together. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table memories (
      id text primary key, user_id text not null references users (id) on delete cascade, kind text not null, topic text not null,
      slot text, value text not null, text text not null, words text not null, valid_from text not null, valid_to text, ended_by text,
      pinned integer not null default 0, edited integer not null default 0, forgotten integer not null default 0,
      created_at text not null)`,
    sql`create index memories_of_user on memories (user_id, forgotten, id)`,
    sql`create index memories_of_kind on memories (user_id, kind, id)`,
    sql`create table memory_sources (
      id text primary key, user_id text not null references users (id) on delete cascade, memory_id text not null,
      exchange_id text not null, session_id text not null, said_at text not null, span_start integer not null, span_end integer not null)`,
    sql`create index memory_sources_of_memory on memory_sources (memory_id)`,
    sql`create index memory_sources_of_exchange on memory_sources (user_id, exchange_id)`,
    sql`create table memory_sessions (
      user_id text not null references users (id) on delete cascade, session_id text not null, read_through integer not null default 0,
      asked_through integer not null default 0, paused integer not null default 0, primary key (user_id, session_id))`,
    sql`create table concepts (
      id text primary key, user_id text not null references users (id) on delete cascade, name text not null, key text not null,
      kind text not null, hidden integer not null default 0, renamed integer not null default 0, mentions integer not null default 0,
      first_at text not null, last_at text not null, unique (user_id, key))`,
    sql`create index concepts_of_user on concepts (user_id, hidden, mentions)`,
    sql`create table concept_aliases (
      id text primary key, user_id text not null references users (id) on delete cascade, concept_id text not null, key text not null,
      unique (user_id, key))`,
    sql`create index concept_aliases_of_concept on concept_aliases (concept_id)`,
    sql`create table concept_mentions (
      id text primary key, user_id text not null references users (id) on delete cascade, concept_id text not null, source_kind text not null,
      source_id text not null, session_id text, at text not null, said integer not null, unique (user_id, source_id, concept_id))`,
    sql`create index concept_mentions_of_concept on concept_mentions (user_id, concept_id, at)`,
    sql`create table concept_edges (
      id text primary key, user_id text not null references users (id) on delete cascade, from_id text not null, to_id text not null,
      kind text not null, source_id text not null, weight integer not null, at text not null,
      unique (user_id, source_id, kind, from_id, to_id))`,
    sql`create index concept_edges_from on concept_edges (user_id, from_id)`,
    sql`create index concept_edges_to on concept_edges (user_id, to_id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
