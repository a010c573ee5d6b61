import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What every process says of itself, alerts that are open or were, and which request led to a job. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table watched_processes (id text primary key, seen_at text not null, said text not null)`,
    sql`create table alerts (
      alert text primary key, state text not null, since text not null, opened_at text, closed_at text, quiet_since text,
      detail text not null)`,
    sql`alter table jobs add column request_id text`,
  ]
  for (const statement of statements) await statement.execute(db)
}
