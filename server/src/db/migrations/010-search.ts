import { type Kysely, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'

/** What was said at a time, and which words the keyword index knows: a view of its pages, without data of its own (FTS5). */
export async function up(db: Kysely<Tables>, engine: Engine): Promise<void> {
  await sql`create index exchanges_of_time on exchanges (user_id, said_at, seq)`.execute(db)
  if (engine === 'sqlite')
    await sql`create virtual table spoken_vocabulary using fts5vocab (spoken_words, 'row')`.execute(db)
}
