import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** Whom work is about and whether it was asked for again; work that recurs; sessions that nobody has ended. */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  // Computed by the database, so that it is also there in what an earlier release enqueues.
  const about =
    engine === 'sqlite'
      ? sql`(coalesce(json_extract(payload, '$.userId'), json_extract(payload, '$.emailKey'))) virtual`
      : sql`(coalesce(payload::jsonb ->> 'userId', payload::jsonb ->> 'emailKey')) stored`
  const statements = [
    // Earlier releases enqueued these every hour; they recur under other names now.
    sql`delete from jobs where kind in ('erase-due', 'keep-no-longer')`,
    sql`alter table jobs add column about text generated always as ${about}`,
    sql`alter table jobs add column asked_again integer not null default 0`,
    sql`create index jobs_about on jobs (about) where about is not null`,
    sql`create index jobs_keyed on jobs (key) where key is not null`,
    sql`create table recurring (work text primary key, pattern text not null, due_at text not null)`,
    sql`create index sessions_open on sessions (last_at) where ended_at is null`,
  ]
  for (const statement of statements) await statement.execute(db)
}
