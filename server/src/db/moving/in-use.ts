import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { type DatabaseAddress, type Db, openDatabase } from '../open.ts'

/** A server that has just ended is seen for a moment longer: PostgreSQL notices later that its connections were closed. */
const GOING_MS = 3_000
const PAUSE_MS = 250

/** Whether another process has a database open: any for a file, one of ours for PostgreSQL. */
export async function isInUse(address: DatabaseAddress): Promise<boolean> {
  if ('file' in address) return existsSync(address.file) && isOpenElsewhere(address.file)
  const { db, close } = openDatabase('url' in address ? { ...address, connections: 1 } : address)
  try {
    for (let waited = 0; waited < GOING_MS; waited += PAUSE_MS) {
      if ((await othersConnected(db)) === 0) return false
      await setTimeout(PAUSE_MS)
    }
    return (await othersConnected(db)) > 0
  } finally {
    await close()
  }
}

/** How many other connections of ours a PostgreSQL database has. */
export async function othersConnected(db: Db): Promise<number> {
  const { rows } = await sql<{ others: number }>`select count(*) as others from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'learning-voice-agent'`.execute(
    db,
  )
  return rows[0]?.others ?? 0
}

/** Whoever has a file in WAL mode open keeps a lock on it, also between two statements. */
function isOpenElsewhere(path: string): boolean {
  const file = new BetterSqlite(path, { timeout: 0 })
  try {
    file.pragma('locking_mode = exclusive')
    file.exec('begin exclusive')
    file.exec('rollback')
    return false
  } catch (error) {
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    file.close()
  }
}
