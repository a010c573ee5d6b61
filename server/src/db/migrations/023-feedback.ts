import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** How replies were taken, and what was learnt from it about how somebody likes to be spoken to. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table feedback (
      id text primary key, user_id text not null references users (id) on delete cascade, session_id text not null,
      exchange_id text not null references exchanges (id) on delete cascade, kind text not null, earlier integer not null default 0,
      noticed integer not null, thumb integer, rating integer, reason text, comment text, at text not null,
      unique (user_id, exchange_id, kind, earlier))`,
    sql`create index feedback_of_exchange on feedback (exchange_id)`,
    sql`create index feedback_of_session on feedback (user_id, session_id)`,
    sql`create index feedback_by_age on feedback (user_id, at)`,
    sql`create table reply_quality (
      user_id text not null references users (id) on delete cascade,
      exchange_id text not null primary key references exchanges (id) on delete cascade, session_id text not null, day text not null,
      answered_at text not null, score double precision not null, relevance double precision, helpfulness double precision,
      engagement double precision, clarity double precision, accuracy double precision)`,
    sql`create index reply_quality_of_session on reply_quality (user_id, session_id)`,
    sql`create index reply_quality_by_day on reply_quality (user_id, day)`,
    sql`create index reply_quality_in_time on reply_quality (user_id, answered_at)`,
    sql`create table preferences (
      user_id text not null references users (id) on delete cascade, preference text not null, value double precision not null,
      confidence double precision not null, evidence_at text, locked integer not null, overridden integer not null,
      count integer not null, forgotten_at text, primary key (user_id, preference))`,
    sql`create table preference_evidence (
      id text primary key, user_id text not null references users (id) on delete cascade, preference text not null, source text not null,
      because text, toward double precision, weight double precision not null, at text not null,
      exchange_id text references exchanges (id) on delete set null,
      unique (user_id, exchange_id, preference, source))`,
    sql`create index preference_evidence_of_exchange on preference_evidence (exchange_id)`,
    sql`create index preference_evidence_in_order on preference_evidence (user_id, preference, at, id)`,
    sql`create table style_experiments (
      id text primary key, user_id text not null references users (id) on delete cascade, preference text not null,
      toward integer not null, began_at text not null, ends_at text not null, ended_at text, kept integer)`,
    // One at a time, or nobody could tell which of them made a difference.
    sql`create unique index style_experiments_running on style_experiments (user_id) where ended_at is null`,
  ]
  for (const statement of statements) await statement.execute(db)
}
