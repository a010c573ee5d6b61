import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../src/db/migrate.ts'
import { type DatabaseAddress, openDatabase } from '../src/db/open.ts'

// What the databases of tests are copied from: to bring each one up to date by itself takes longer than many a story.

const MIGRATIONS = new URL('../src/db/migrations/', import.meta.url)
/** Any number that nothing else on the server of the tests uses. */
const ONE_AT_A_TIME = 7_402_116_032

let file: Promise<Buffer> | undefined
let template: Promise<string> | undefined

/** The bytes of a migrated SQLite file. */
export function migratedFile(): Promise<Buffer> {
  file ??= makeFile()
  return file
}

/** The name of a migrated database on a server. It stays there for the next run of the same migrations. */
export function migratedOn(server: string): Promise<string> {
  template ??= makeTemplate(server)
  return template
}

async function makeFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-migrated-'))
  try {
    const address = { engine: 'sqlite' as const, file: join(folder, 'companion.db') }
    await bringUpToDate(address)
    return readFileSync(address.file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(server: string): Promise<string> {
  const name = `lva_migrated_${fingerprint()}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    await admin.query('select pg_advisory_lock($1)', [ONE_AT_A_TIME])
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      // Under its name only when it is whole: a run may be broken off.
      await admin.query(`drop database if exists ${name}_begun with (force)`)
      await admin.query(`create database ${name}_begun`)
      const url = new URL(server)
      url.pathname = `/${name}_begun`
      await bringUpToDate({ engine: 'postgres', url: url.href, connections: 1 })
      await admin.query(`alter database ${name}_begun rename to ${name}`)
    }
  } finally {
    await admin.end()
  }
  return name
}

/** Opens a database, applies all migrations, and closes it. */
export async function bringUpToDate(address: DatabaseAddress): Promise<void> {
  const database = openDatabase(address)
  await migrate(database.db, { engine: address.engine, now: () => new Date() })
  await database.close()
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('../migrate.ts', MIGRATIONS)))
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(name).update(readFileSync(new URL(name, MIGRATIONS)))
  return hash.digest('hex').slice(0, 16)
}
