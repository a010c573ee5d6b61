import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** What happened, in numbers and ids, and what is counted from it: sittings and days. */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const seq =
    engine === 'sqlite' ? sql`integer primary key autoincrement` : sql`bigint generated always as identity primary key`
  const statements = [
    sql`create table facts (
      seq ${seq}, id text not null, user_id text not null references users (id) on delete cascade, kind text not null, at text not null,
      day text not null, minute integer not null, session_id text, exchange_id text, subject_id text, cancels text, data text not null,
      unique (user_id, id))`,
    sql`create index facts_of_kind on facts (user_id, kind, at)`,
    sql`create index facts_of_day on facts (user_id, day)`,
    sql`create index facts_of_subject on facts (user_id, kind, subject_id) where subject_id is not null`,
    sql`create index facts_of_exchange on facts (user_id, exchange_id) where exchange_id is not null`,
    sql`create index facts_that_cancel on facts (user_id, cancels) where cancels is not null`,
    sql`create table uncounted_days (
      user_id text not null references users (id) on delete cascade, day text not null, times integer not null default 1,
      primary key (user_id, day))`,
    sql`create table sittings (
      user_id text not null references users (id) on delete cascade, began text not null, ended text not null, day text not null,
      minute integer not null, turns integer not null, words integer not null, seconds integer not null, reviews integer not null,
      recalled integer not null, primary key (user_id, began))`,
    sql`create index sittings_of_day on sittings (user_id, day)`,
    sql`create table learner_days (
      user_id text not null references users (id) on delete cascade, day text not null, turns integer not null, spoken integer not null,
      words integer not null, seconds integer not null, sittings integer not null, reviews integer not null, recalled integer not null,
      teach_backs integer not null, taught integer not null, feedback integer not null, primary key (user_id, day))`,
    sql`create table topic_days (
      user_id text not null references users (id) on delete cascade, day text not null, concept_id text not null, turns integer not null,
      reviews integer not null, recalled integer not null, teach_backs integer not null, primary key (user_id, day, concept_id))`,
    sql`create index topic_days_of_concept on topic_days (user_id, concept_id, day)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
