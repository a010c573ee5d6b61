import { existsSync, statSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { Engine } from './engine.ts'
import { migrationState } from './migrate.ts'
import { type DatabaseAddress, openDatabase } from './open.ts'
import { BEING_MOVED } from './prepare.ts'
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
  /** The id of the erasure ledger that belongs to it; null when it never had one. */
  erasureLedger: string | null
  /** What providers were asked for in the last 30 days. */
  usage: RecentUse[]
}

/** One provider's work. `dollars` at list price, without the calls whose price is unknown. */
export interface RecentUse {
  capability: string
  provider: string
  model: string
  calls: number
  failures: number
  tokens: number
  dollars: number
  unpricedCalls: number
}

/** Looks at a database without changing it. Never throws for what an operator can mend. */
export async function inspectDatabase(address: DatabaseAddress, now: Date): Promise<Inspection> {
  const nothing = { engine: address.engine, pending: [], newer: [], exchanges: 0, erasureLedger: null, usage: [] }
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
    if (tables.includes('installation') && (await isBeingMoved(database.db)))
      return { state: 'is being filled by lva move, which is not done', ...nothing }
    const { pending, unknown } = await migrationState(database.db)
    const known = tables.includes('exchanges') && tables.includes('usage')
    return {
      ...{ state: 'usable', engine: address.engine, pending, newer: unknown },
      exchanges: known ? await countExchanges(database.db) : 0,
      erasureLedger: tables.includes('installation') ? await ledgerOf(database.db) : null,
      usage: known ? await recentUse(database.db, now) : [],
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

async function isBeingMoved(db: Kysely<Tables>): Promise<boolean> {
  const row = await db.selectFrom('installation').select('key').where('key', '=', BEING_MOVED).executeTakeFirst()
  return row !== undefined
}

async function ledgerOf(db: Kysely<Tables>): Promise<string | null> {
  const row = await db.selectFrom('installation').select('value').where('key', '=', 'erasure_ledger').executeTakeFirst()
  return row?.value ?? null
}

async function countExchanges(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('exchanges')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** What providers were asked for in the last 30 days, or so many; 0: today (UTC). */
export async function recentUse(db: Kysely<Pick<Tables, 'usage'>>, now: Date, days = 30): Promise<RecentUse[]> {
  const since = new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
  const rows = await db
    .selectFrom('usage')
    .select((eb) => [
      'capability',
      'provider',
      'model',
      eb.fn.sum('calls').as('calls'),
      eb.fn.sum('failures').as('failures'),
      eb.fn.sum(eb('input_tokens', '+', eb.ref('output_tokens'))).as('tokens'),
      eb.fn.sum('cost_microdollars').as('cost'),
      eb.fn.sum('unpriced_calls').as('unpriced'),
    ])
    .where('day', '>=', since)
    .groupBy(['capability', 'provider', 'model'])
    .execute()
  return rows.map(({ capability, provider, model, calls, failures, tokens, cost, unpriced }) => ({
    ...{ capability, provider, model, calls: Number(calls), failures: Number(failures), tokens: Number(tokens) },
    ...{ dollars: Number(cost) / 1e6, unpricedCalls: Number(unpriced) },
  }))
}
