import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Wrong passwords, so that a lock survives a restart and holds on every process. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`create table sign_in_attempts (
    kind text not null check (kind in ('account', 'place')), key text not null, failures integer not null, started_at text not null,
    last_at text not null, primary key (kind, key))`.execute(db)
  await sql`create index sign_in_attempts_age on sign_in_attempts (kind, last_at)`.execute(db)
}
