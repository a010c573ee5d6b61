import { type ControlledTransaction, sql } from 'kysely'
import type { Engine } from './engine.ts'
import { type DatabaseAddress, openDatabase } from './open.ts'
import { BESIDE_TABLES } from './personal-data.ts'
import { openSqliteFile } from './sqlite.ts'
import type { Tables } from './tables.ts'

/** Rows are read in pages of so many. */
const PAGE = 200

/** A table as it is copied: every column that holds something of its own, in the order in which rows give them. */
export interface CopiedTable {
  name: string
  columns: string[]
}

/** A value of a row. */
export type Value = string | number | null | Buffer

/** A database as it was at one instant, whoever writes on meanwhile. Rows come in the order of their primary key, the same on both engines. */
export interface Snapshot {
  readonly engine: Engine
  /** Names of the migrations that made it. */
  readonly migrations: string[]
  readonly tables: CopiedTable[]
  /** The last number each table gave to a row, where it numbers them. */
  readonly numbers: Record<string, number>
  /** About how many bytes it takes, with its indexes. */
  readonly bytes: number
  pages(table: CopiedTable): AsyncGenerator<Value[][]>
  /** How many rows a table has. */
  count(table: CopiedTable): Promise<number>
  close(): Promise<void>
}

/** Everything but the keyword indexes, which are made anew from the words, and the list of migrations. */
const isCopied = (name: string) => !(name in BESIDE_TABLES)

/** Looks at a database as it is now, until it is closed. Reading a SQLite file holds up its thread, but nobody who writes. */
export async function openSnapshot(address: DatabaseAddress): Promise<Snapshot> {
  return 'file' in address ? ofSqlite(address.file) : ofPostgres(address)
}

function ofSqlite(path: string): Snapshot {
  const file = openSqliteFile(path, { readonly: true })
  try {
    // The first statement that reads says which state of the file is seen from here on.
    file.exec('begin')
    const names = file.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all()
    const tables = (names as string[]).filter(isCopied).map((name) => {
      const columns = file.pragma(`table_info(${JSON.stringify(name)})`) as { name: string; pk: number }[]
      const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
      const all = columns.map((column) => column.name)
      return { name, columns: all, order: key.length > 0 ? key.map((column) => column.name) : all }
    })
    const orders = new Map(tables.map(({ name, order }) => [name, order]))
    const numbers = names.includes('sqlite_sequence')
      ? (file.prepare('select name, seq from sqlite_sequence').raw().all() as [string, number][])
      : []
    return {
      ...{ engine: 'sqlite', tables: tables.map(({ name, columns }) => ({ name, columns })) },
      migrations: file.prepare('select name from migrations order by name').pluck().all() as string[],
      numbers: Object.fromEntries(numbers.filter(([name]) => isCopied(name))),
      bytes: Number(file.pragma('page_count', { simple: true })) * Number(file.pragma('page_size', { simple: true })),
      async *pages({ name, columns }) {
        const order = (orders.get(name) ?? columns).map(quoted).join(', ')
        const select = file.prepare(`select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${order}`)
        let page: Value[][] = []
        for (const row of select.raw().iterate()) {
          if (page.push(row as Value[]) < PAGE) continue
          yield page
          page = []
        }
        if (page.length > 0) yield page
      },
      count: async ({ name }) =>
        Number(
          file
            .prepare(`select count(*) from ${quoted(name)}`)
            .pluck()
            .get(),
        ),
      close: async () => void file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}

async function ofPostgres(address: DatabaseAddress): Promise<Snapshot> {
  const database = openDatabase('url' in address ? { ...address, connections: 1 } : address)
  const { db } = database
  const opening = db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  const trx = await opening.catch(async (error) => {
    await database.close()
    throw error
  })
  async function close() {
    try {
      await trx.rollback().execute()
    } finally {
      await database.close()
    }
  }
  try {
    // Long tables are sorted, and whoever takes the rows may have to wait for a disk.
    await sql`set local statement_timeout = 0`.execute(trx)
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    const { rows: migrations } = await sql<{ name: string }>`select name from migrations order by name`.execute(trx)
    const tables = await tablesOf(trx)
    const size = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(trx)
    const orders = new Map(tables.map(({ name, order }) => [name, order]))
    return {
      ...{ engine: 'postgres', tables: tables.map(({ name, columns }) => ({ name, columns })), close },
      migrations: migrations.map(({ name }) => name),
      numbers: await numbersOf(trx),
      bytes: size.rows[0]?.bytes ?? 0,
      async count({ name }) {
        const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(name)}`.execute(trx)
        return rows[0]?.rows ?? 0
      },
      async *pages({ name, columns }) {
        const all = sql.join(columns.map((column) => sql.ref(column)))
        await sql`declare copied no scroll cursor for select ${all} from ${sql.table(name)}
          order by ${sql.raw(orders.get(name) ?? '1')}`.execute(trx)
        try {
          for (;;) {
            const { rows } = await sql<Record<string, Value>>`fetch ${sql.lit(PAGE)} from copied`.execute(trx)
            if (rows.length > 0) yield rows.map((row) => columns.map((column) => row[column] ?? null))
            if (rows.length < PAGE) return
          }
        } finally {
          await sql`close copied`.execute(trx)
        }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The tables of this schema, and how their rows are put in an order that is SQLite's too: texts by their bytes. */
async function tablesOf(trx: ControlledTransaction<Tables>): Promise<(CopiedTable & { order: string })[]> {
  const { rows } = await sql<{ table: string; column: string; type: string; key: number | null }>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
      array_position(i.indkey::int2[], a.attnum) as key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    order by c.relname, a.attnum`.execute(trx)
  return [...Map.groupBy(rows, ({ table }) => table)]
    .filter(([name]) => isCopied(name))
    .map(([name, columns]) => {
      const keys = columns.filter(({ key }) => key !== null).sort((a, b) => Number(a.key) - Number(b.key))
      const order = (keys.length > 0 ? keys : columns).map(
        ({ column, type }) => `${quoted(column)}${type === 'text' ? ' collate "C"' : ''}`,
      )
      return { name, columns: columns.map(({ column }) => column), order: order.join(', ') }
    })
}

async function numbersOf(trx: ControlledTransaction<Tables>): Promise<Record<string, number>> {
  const { rows } = await sql<{ table: string; last: number | null }>`
    select c.relname as table,
      pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass) as last
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(trx)
  return Object.fromEntries(rows.flatMap(({ table, last }) => (last === null ? [] : [[table, last]])))
}

/** A name as SQL takes it, whatever it is. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
