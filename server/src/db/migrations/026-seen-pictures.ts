import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** What is seen in pictures, and how far looking at them is. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`alter table pictures add column description text not null default ''`,
    sql`alter table pictures add column written text not null default ''`,
    sql`alter table pictures add column looked text not null default 'not-yet'`,
    sql`alter table pictures add column looked_by text`,
    sql`alter table pictures add column look_reason text`,
    sql`create index pictures_to_be_seen on pictures (user_id, id) where looked in ('not-yet', 'waiting')`,
  ]
  for (const statement of statements) await statement.execute(db)
}
