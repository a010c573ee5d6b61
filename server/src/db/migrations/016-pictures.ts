import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Pictures that learners give. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const statements = [
    sql`create table pictures (
      id text primary key, user_id text not null references users (id) on delete cascade, file_id text not null, thumbnail_id text not null,
      caption text not null, width integer not null, height integer not null, sha256 text not null, created_at text not null,
      unique (user_id, sha256))`,
    sql`create index pictures_of_user on pictures (user_id, id)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
