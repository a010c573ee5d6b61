import { Kysely } from 'kysely'
import type { Database } from './open.ts'
import { sqliteDialect } from './sqlite.ts'
import { sqlitePassageWords } from './sqlite-passage-words.ts'
import { sqliteWords } from './sqlite-words.ts'
import type { Tables } from './tables.ts'

/** Another pair of eyes on the file of an open database, for a thread: it sees what is committed, and changes nothing. */
export function openReader(file: string): Pick<Database, 'db' | 'words' | 'passages'> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, { readonly: true }) })
  return { db, words: sqliteWords(db), passages: sqlitePassageWords(db) }
}
