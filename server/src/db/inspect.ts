import { existsSync, statSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { Engine } from './engine.ts'
import { migrationState } from './migrate.ts'
import { type DatabaseAddress, openDatabase } from './open.ts'
import { openSqliteFile } from './sqlite.ts'
import { tableNames } from './table-names.ts'
import type { Tables } from './tables.ts'

/** How a database is. `state` is `usable`, `absent`, or a sentence that says what is wrong. */
export interface Inspection {
  state: string
  engine: Engine
  pending: string[]
  newer: string[]
  exchanges: number
  /** What providers were asked for in the last 30 days, a line for each. */
  usage: string[]
}

/** Looks at a database without changing it. Never throws for what an operator can mend. */
export async function inspectDatabase(address: DatabaseAddress, now: Date): Promise<Inspection> {
  const nothing = { engine: address.engine, pending: [], newer: [], exchanges: 0, usage: [] }
  if ('file' in address && (!existsSync(address.file) || statSync(address.file).size === 0))
    return { state: 'absent', ...nothing }
  if ('file' in address) {
    const wrong = unreadable(address.file)
    if (wrong) return { state: wrong, ...nothing }
  }
  const database = openDatabase(address)
  try {
    const tables = await tableNames(database)
    if (tables.length === 0) return { state: 'absent', ...nothing }
    if (!tables.includes('migrations'))
      return { state: `holds somebody else's tables (${tables.slice(0, 5).join(', ')})`, ...nothing }
    const { pending, unknown } = await migrationState(database.db)
    const known = tables.includes('exchanges') && tables.includes('usage')
    return {
      ...{ state: 'usable', engine: address.engine, pending, newer: unknown },
      exchanges: known ? await countExchanges(database.db) : 0,
      usage: known ? await usageLines(database.db, now) : [],
    }
  } catch (error) {
    return {
      state: `does not answer (${error instanceof Error ? error.message : 'unknown'}): check DATABASE_URL and that it runs`,
      ...nothing,
    }
  } finally {
    await database.close()
  }
}

function unreadable(file: string): string | null {
  try {
    const opened = openSqliteFile(file, { readonly: true })
    opened.prepare('select count(*) from sqlite_master').get()
    opened.close()
    return null
  } catch {
    return `${file} is damaged, or no SQLite database: put a good copy in its place`
  }
}

async function countExchanges(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('exchanges')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

async function usageLines(db: Kysely<Tables>, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - 30 * 86_400_000).toISOString().slice(0, 10)
  const rows = await db
    .selectFrom('usage')
    .select((eb) => [
      'capability',
      'provider',
      'model',
      eb.fn.sum('calls').as('calls'),
      eb.fn.sum('failures').as('failures'),
      eb.fn.sum('input_tokens').as('input'),
      eb.fn.sum('output_tokens').as('output'),
      eb.fn.sum('cost_microdollars').as('cost'),
    ])
    .where('day', '>=', since)
    .groupBy(['capability', 'provider', 'model'])
    .execute()
  return rows.map((row) => {
    const cost = Number(row.cost) / 1e6
    const tokens = Number(row.input) + Number(row.output)
    return `${row.capability} ${row.provider}${row.model ? ` (${row.model})` : ''}: ${row.calls} calls, ${row.failures} failed${tokens ? `, ${tokens} tokens` : ''}${cost ? `, $${cost.toFixed(2)} at list price` : ''}`
  })
}
