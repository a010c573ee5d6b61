import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What came out of sessions and of stretches of time: statements, and the turns each of them points at. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table analyses (
      id text primary key, user_id text not null references users (id) on delete cascade, about text not null, session_id text,
      from_at text not null, to_at text not null, cause text not null, state text not null, language text not null, turns integer not null default 0,
      read integer not null default 0, specialists text not null default '[]', synthesis text not null default '',
      synthesis_by text not null default 'rules', created_at text not null, finished_at text, unique (user_id, about))`,
    sql`create index analyses_of_user on analyses (user_id, id)`,
    sql`create index analyses_of_session on analyses (user_id, session_id)`,
    sql`create table analysis_statements (
      id text primary key, user_id text not null references users (id) on delete cascade, analysis_id text not null, specialist text not null,
      place integer not null, text text not null, quote text not null, found_by text not null, due text)`,
    sql`create index analysis_statements_of_analysis on analysis_statements (user_id, analysis_id)`,
    sql`create table analysis_turns (
      id text primary key, user_id text not null references users (id) on delete cascade, statement_id text not null,
      exchange_id text not null, place integer not null)`,
    sql`create index analysis_turns_of_statement on analysis_turns (user_id, statement_id)`,
    sql`create index analysis_turns_of_exchange on analysis_turns (user_id, exchange_id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
