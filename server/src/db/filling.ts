import type { Database as SqliteFile } from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import type { Engine } from './engine.ts'
import { migrateWithin } from './migrate.ts'
import { openDatabase } from './open.ts'
import { refillWords } from './refill-words.ts'
import { type CopiedTable, quoted, type Snapshot, type Value } from './snapshot.ts'
import { openSqliteFile } from './sqlite.ts'
import type { Tables } from './tables.ts'

/** What a database is filled from: a snapshot, or what was kept of one. */
export type Copied = Pick<Snapshot, 'migrations' | 'numbers'> & {
  /** Every table with its rows, in pages. Throws where it is not whole. */
  tables(): AsyncIterable<{ table: CopiedTable; pages: AsyncIterable<Value[][]> }>
}

/**
 * Fills a new SQLite file: the schema as it was when the copy was made, the rows, what this release adds, and the keyword indexes. The file
 * may be used only when this resolves; a power cut before that leaves one that is good for nothing. `filled` is called when the rows are as
 * they were, before this release changes anything.
 */
export async function fillSqlite(
  path: string,
  copied: Copied,
  { now, filled = async () => {} }: { now: () => Date; filled?: () => Promise<void> },
): Promise<void> {
  await fillSqliteAsItWas(path, copied, now)
  await filled()
  await within(path, async (db) => {
    await migrateWithin(db, { engine: 'sqlite', now })
    await refillWords(db, 'sqlite')
  })
}

/** The same without what this release adds, and with empty keyword indexes. */
export async function fillSqliteAsItWas(path: string, copied: Copied, now: () => Date): Promise<void> {
  await within(path, (db) => makeSchema(db, 'sqlite', copied, now))
  const file = openSqliteFile(path)
  try {
    for (const pragma of ['foreign_keys = off', 'journal_mode = off', 'synchronous = off']) file.pragma(pragma)
    file.exec('begin')
    for await (const { table, pages } of copied.tables()) {
      const places = table.columns.map(() => '?').join(', ')
      const insert = file.prepare(`insert into ${quoted(table.name)} (${namesOf(table)}) values (${places})`)
      for await (const rows of pages) for (const row of rows) insert.run(...row)
    }
    numberSqlite(file, copied.numbers)
    file.exec('commit')
    checkBonds(file)
  } finally {
    file.close()
  }
}

/** Tables of a SQLite file that number their rows go on from these numbers. */
export function numberSqlite(file: SqliteFile, numbers: Copied['numbers']): void {
  const number = file.prepare('update sqlite_sequence set seq = max(seq, ?) where name = ?')
  const begin = file.prepare('insert into sqlite_sequence (name, seq) values (?, ?)')
  for (const [name, last] of Object.entries(numbers)) if (number.run(last, name).changes === 0) begin.run(name, last)
}

/** Throws where a row of a SQLite file belongs to one that is not there. */
export function checkBonds(file: SqliteFile): void {
  const lost = file.pragma('foreign_key_check') as { table: string }[]
  if (lost.length > 0) throw new Error(`rows of ${lost[0]?.table} belong to rows that are not there`)
}

/** Does something in one transaction of a SQLite file, through Kysely. */
export async function within(path: string, work: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  const { db, close } = openDatabase({ engine: 'sqlite', file: path })
  try {
    await db.transaction().execute(work)
  } finally {
    await close()
  }
}

/**
 * The same on PostgreSQL, in the caller's transaction: whichever of our `tables` are there go, and nobody sees any of it before it is over.
 * What others have there stays as it is. `asItWas`: without what this release adds.
 */
export async function fillPostgres(
  trx: Kysely<Tables>,
  copied: Copied,
  { now, tables, asItWas = false }: { now: () => Date; tables: readonly string[]; asItWas?: boolean },
): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx)
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
  await dropOurs(trx, tables)
  await makeSchema(trx, 'postgres', copied, now)
  const bonds = await untie(trx)
  for await (const { table, pages } of copied.tables())
    for await (const rows of pages) await insertPostgres(trx, table, rows)
  await tieAgain(trx, { bonds, numbers: copied.numbers })
  if (!asItWas) await migrateWithin(trx, { engine: 'postgres', now })
  await refillWords(trx, 'postgres')
}

/** Puts rows into a table of PostgreSQL. One parameter however many there are; the database reads each value as its column's type. */
export async function insertPostgres(trx: Kysely<Tables>, table: CopiedTable, rows: Value[][]): Promise<void> {
  const names = sql.raw(namesOf(table))
  const records = rows.map((row) => Object.fromEntries(table.columns.map((name, n) => [name, asText(row[n])])))
  await sql`insert into ${sql.table(table.name)} (${names}) overriding system value
    select ${names} from json_populate_recordset(null::${sql.table(table.name)}, ${JSON.stringify(records)}::json)`.execute(
    trx,
  )
}

/** Ties what {@link untie} untied, and lets tables that number their rows go on from these numbers. */
export async function tieAgain(
  trx: Kysely<Tables>,
  { bonds, numbers }: Pick<Copied, 'numbers'> & { bonds: readonly string[] },
): Promise<void> {
  for (const bond of bonds) await sql.raw(bond).execute(trx)
  for (const [name, last] of Object.entries(numbers))
    await sql`select setval(pg_get_serial_sequence(quote_ident(c.relname), a.attname), ${last})
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relnamespace = current_schema()::regnamespace and c.relname = ${name}`.execute(trx)
}

/** The schema of the release that made the copy. */
export async function makeSchema(
  db: Kysely<Tables>,
  engine: Engine,
  { migrations }: Pick<Copied, 'migrations'>,
  now: () => Date,
): Promise<void> {
  await sql`create table if not exists installation (key text primary key, value text not null)`.execute(db)
  await migrateWithin(db, { engine, now, only: new Set(migrations) })
}

/** Removes everything of ours from a PostgreSQL database. */
export async function dropOurs(trx: Kysely<Tables>, tables: readonly string[]): Promise<void> {
  for (const name of tables) await sql`drop table if exists ${sql.table(name)} cascade`.execute(trx)
  // The one function of ours: it keeps the audit log as it was written.
  await sql`drop function if exists audit_is_append_only()`.execute(trx)
  await sql`drop text search configuration if exists lva_words`.execute(trx)
  await sql`drop text search dictionary if exists lva_stem`.execute(trx)
}

/** Unties what binds rows of one table to those of another, so that tables may come in any order. Gives the statements that tie it again. */
export async function untie(trx: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ table: string; name: string; rule: string }>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as rule
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace`.execute(trx)
  for (const { table, name } of rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(trx)
  return rows.map(({ table, name, rule }) => `alter table ${quoted(table)} add constraint ${quoted(name)} ${rule}`)
}

const asText = (value: Value | undefined) => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : (value ?? null))
/** The columns of a table, as SQL names them. */
export const namesOf = ({ columns }: CopiedTable) => columns.map(quoted).join(', ')
