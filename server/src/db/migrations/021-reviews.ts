import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What learners review: items with their prompts and key points, when each comes back, reviews that are under way, deadlines, and their own wishes. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table review_items (
      id text primary key, user_id text not null references users (id) on delete cascade, concept text not null, concept_key text not null,
      deck text not null default '', state text not null, made_by text not null, made_from text, import_key text, needed_on text,
      edited integer not null default 0, created_at text not null, kept_at text, kept_on text,
      unique (user_id, import_key))`,
    sql`create index review_items_of_user on review_items (user_id, state, id)`,
    sql`create index review_items_of_concept on review_items (user_id, concept_key)`,
    sql`create table review_prompts (
      id text primary key, user_id text not null references users (id) on delete cascade, item_id text not null, position integer not null,
      kind text not null, text text not null, edited integer not null default 0, suspended integer not null default 0, given text)`,
    sql`create index review_prompts_of_item on review_prompts (user_id, item_id, position)`,
    sql`create table review_points (
      id text primary key, user_id text not null references users (id) on delete cascade, item_id text not null, position integer not null,
      text text not null, edited integer not null default 0, source_kind text, source_id text, session_id text, span_start integer,
      span_end integer)`,
    sql`create index review_points_of_item on review_points (user_id, item_id, position)`,
    sql`create index review_points_of_source on review_points (user_id, source_id)`,
    sql`create table review_cards (
      prompt_id text primary key, user_id text not null references users (id) on delete cascade, item_id text not null, due_on text not null,
      natural_on text not null, stability double precision, difficulty double precision, first_on text, last_on text, last_rating integer,
      reviews integer not null default 0, lapses integer not null default 0, recalled_on text not null default '[]')`,
    sql`create index review_cards_due on review_cards (user_id, due_on)`,
    sql`create index review_cards_of_item on review_cards (user_id, item_id)`,
    sql`create table review_sessions (
      id text primary key, user_id text not null references users (id) on delete cascade, session_id text not null, began_at text not null,
      ended_at text, version integer not null default 0, state text not null)`,
    sql`create unique index review_sessions_open on review_sessions (user_id) where ended_at is null`,
    sql`create index review_sessions_of_session on review_sessions (user_id, session_id, began_at)`,
    sql`create table review_deadlines (
      id text primary key, user_id text not null references users (id) on delete cascade, name text not null, day text not null, deck text,
      concept text, concept_key text, retention double precision not null, created_at text not null)`,
    sql`create index review_deadlines_of_user on review_deadlines (user_id, day)`,
    sql`create table review_settings (
      user_id text primary key references users (id) on delete cascade, retention double precision not null, new_per_day integer not null,
      propose integer not null, fuzz integer not null, w text, fitted_n integer not null default 0, loss_default double precision,
      loss_fitted double precision, fitted_at text)`,
    sql`create table review_examples (
      id text primary key, user_id text not null references users (id) on delete cascade, prompt_id text not null, exchange_id text not null,
      graded_by text not null, share double precision, graded integer not null, told integer not null, at text not null)`,
    sql`create index review_examples_of_user on review_examples (user_id, exchange_id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
