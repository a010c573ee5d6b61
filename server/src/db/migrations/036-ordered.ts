import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Whether a turn was an order to the companion, such as "look up honey": nothing its learner told. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await sql`alter table exchanges add column ordered integer not null default 0`.execute(db)
}
