import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** Pieces of documents and pictures, with a keyword index of their own beside that of what was said; and vectors of both, which go with what they are of. */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const seq =
    engine === 'sqlite' ? sql`integer primary key autoincrement` : sql`bigint generated always as identity primary key`
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`
  const statements = [
    sql`create table passages (
      seq ${seq}, id text not null unique, user_id text not null references users (id) on delete cascade, kind text not null,
      source_id text not null, title text not null, place text not null, text text not null, created_at text not null)`,
    sql`create index passages_of_source on passages (user_id, source_id, seq)`,
    sql`create index passages_of_user on passages (user_id, seq)`,
    sql`create index passages_of_time on passages (user_id, created_at, seq)`,
    sql`create table vectors (
      id ${seq}, user_id text not null references users (id) on delete cascade,
      turn bigint unique references exchanges (seq) on delete cascade, passage bigint unique references passages (seq) on delete cascade,
      model text not null, dims integer not null, code ${bytes}, vector ${bytes}, failure text, made_at text not null)`,
    sql`create index vectors_of_user on vectors (user_id, model, id)`,
    ...(engine === 'sqlite' ? SQLITE_WORDS : POSTGRES_WORDS),
  ]
  for (const statement of statements) await statement.execute(db)
}

// The same settings as the index of what was said: both are looked through with the same words.
const SQLITE_WORDS = [
  sql`create virtual table passage_words using fts5 (words, content = '', tokenize = 'porter unicode61 remove_diacritics 2')`,
  sql`insert into passage_words (passage_words, rank) values ('secure-delete', 1)`,
  sql`create virtual table passage_vocabulary using fts5vocab (passage_words, 'row')`,
]

const POSTGRES_WORDS = [
  sql`create table passage_words (seq bigint primary key, user_id text not null, words tsvector not null)`,
  sql`create index passage_words_of_user on passage_words (user_id)`,
  sql`create index passage_words_gin on passage_words using gin (words)`,
]
