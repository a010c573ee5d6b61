import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** Accounts, sessions, exchanges, recordings, jobs and the keyword index. */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const seq =
    engine === 'sqlite' ? sql`integer primary key autoincrement` : sql`bigint generated always as identity primary key`
  const statements = [
    sql`create table jobs (
      id text primary key, kind text not null, key text, payload text not null, run_at text not null, attempts integer not null default 0,
      claimed_until text, failed_at text, last_error text, created_at text not null)`,
    sql`create index jobs_due on jobs (run_at) where failed_at is null`,
    sql`create unique index jobs_once on jobs (kind, key) where failed_at is null`,
    sql`create table users (
      id text primary key, email text not null, email_key text not null unique, full_name text, password_hash text not null,
      role text not null check (role in ('user', 'admin')), status text not null check (status in ('active', 'suspended', 'pending_deletion')),
      timezone text not null, locale text not null, settings text not null, created_at text not null, last_login text)`,
    sql`create table sign_ins (
      id text primary key, user_id text not null references users (id) on delete cascade, refresh_id text not null, device text not null,
      address text not null, created_at text not null, last_seen_at text not null, expires_at text not null, revoked_at text)`,
    sql`create index sign_ins_of_user on sign_ins (user_id, created_at)`,
    sql`create table invitations (
      id text primary key, code_hash text not null unique, email text, created_at text not null, expires_at text not null,
      used_at text, used_by text)`,
    sql`create table usage (
      day text not null, capability text not null, provider text not null,
      model text not null, calls integer not null, failures integer not null, input_tokens bigint not null, output_tokens bigint not null,
      characters bigint not null, audio_ms bigint not null, cost_microdollars bigint not null, unpriced_calls integer not null,
      primary key (day, capability, provider, model))`,
    sql`create table recordings (
      id text primary key, user_id text not null references users (id) on delete cascade, mime text not null, bytes integer not null,
      duration_ms integer, created_at text not null)`,
    sql`create index recordings_of_user on recordings (user_id, created_at)`,
    sql`create table sessions (
      user_id text not null references users (id) on delete cascade, session_id text not null, title text not null, started_at text not null,
      last_at text not null, ended_at text, summary text, rolling_summary text, rolling_through bigint not null default 0,
      exchange_count integer not null default 0, primary key (user_id, session_id))`,
    sql`create index sessions_recent on sessions (user_id, last_at)`,
    sql`create table exchanges (
      seq ${seq}, id text not null unique, user_id text not null references users (id) on delete cascade, session_id text not null,
      mode text not null, state text not null, user_text text not null, agent_text text, intent text not null, spoken integer not null,
      corrected integer not null default 0, provider text, model text, sources text not null default '[]', recording_id text,
      said_at text not null, answered_at text, lease_until text)`,
    sql`create index exchanges_of_session on exchanges (user_id, session_id, seq)`,
    sql`create index exchanges_of_user on exchanges (user_id, seq)`,
    sql`create index exchanges_open on exchanges (user_id, session_id, state) where state in ('answering', 'pending', 'unheard')`,
    sql`create table idempotency_keys (
      user_id text not null references users (id) on delete cascade, key text not null, body_hash text not null, exchange_id text not null,
      created_at text not null, primary key (user_id, key))`,
    sql`create index idempotency_age on idempotency_keys (created_at)`,
    ...(engine === 'sqlite' ? SQLITE_WORDS : POSTGRES_WORDS),
  ]
  for (const statement of statements) await statement.execute(db)
}

// secure-delete makes FTS5 take a removed word out of its pages instead of only marking it.
const SQLITE_WORDS = [
  sql`create virtual table spoken_words using fts5 (words, content = '', tokenize = 'porter unicode61 remove_diacritics 2')`,
  sql`insert into spoken_words (spoken_words, rank) values ('secure-delete', 1)`,
]

const POSTGRES_WORDS = [
  sql`create text search dictionary lva_stem (template = snowball, language = english)`,
  sql`create text search configuration lva_words (copy = simple)`,
  sql`alter text search configuration lva_words alter mapping for asciiword, word, asciihword, hword, hword_asciipart, hword_part with lva_stem`,
  sql`create table spoken_words (
    seq bigint not null, side text not null, user_id text not null, words tsvector not null, primary key (seq, side))`,
  sql`create index spoken_words_of_user on spoken_words (user_id)`,
  sql`create index spoken_words_gin on spoken_words using gin (words)`,
]
