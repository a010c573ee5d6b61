import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { migrate, migrationState } from './migrate.ts'
import type { Database, DatabaseAddress } from './open.ts'
import { openSqliteFile } from './sqlite.ts'
import { tableNames } from './table-names.ts'

/** Snapshots kept from before migrations, newest first. */
const SNAPSHOTS_KEPT = 3
/** The file beside the data that says whose installation's it is. */
export const MARKER = 'installation.json'
/** What it says while a backup takes the place of what was here: no database is of that installation. */
export const BEING_RESTORED = 'being-restored'

/** The database cannot be used as it is; the message tells the operator why and what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/**
 * Brings an open database up to date: refuses a stranger's file, refuses to start empty where data once was, takes a snapshot before
 * changing an existing SQLite file, migrates under a lock, and leaves the data marker. Returns the names of the migrations applied.
 *
 * The marker is a small file beside the data with this installation's id. When it is there and the database has no such id, the
 * database was lost, moved or mistyped, and starting with an empty one would hide that; `acceptNew` says it is meant.
 */
export async function prepareDatabase(
  database: Database,
  {
    address,
    dataDir,
    now,
    newId,
    acceptNew = false,
  }: { address: DatabaseAddress; dataDir: string; now: () => Date; newId: () => string; acceptNew?: boolean },
): Promise<{ applied: string[]; snapshot: string | null; newer: string[]; installationId: string }> {
  const { db, engine } = database
  await refuseStranger(database)
  const known = readMarker(dataDir)
  const present = await installationId(database)
  if (known === BEING_RESTORED)
    throw new DatabaseUnusable('A backup was being put back here and that was cut short. Call lva restore again.')
  if (known && known !== present && !acceptNew) {
    throw new DatabaseUnusable(
      present
        ? `This data folder belongs to another database (installation ${known}, found ${present}). Point DATABASE_URL or DATA_DIR at the right one, or start once with --accept-new-database.`
        : `This data folder once had data (installation ${known}), but the database is empty or new. Put the database back, or start once with --accept-new-database if that is meant.`,
    )
  }
  const state = await migrationState(db)
  const snapshot =
    engine === 'sqlite' && 'file' in address && state.applied.length > 0 && state.pending.length > 0
      ? takeSnapshot(address.file, join(dataDir, 'snapshots'), now())
      : null
  const applied = await migrate(db, { engine, now })
  const id = present ?? (await markInstallation(database, newId()))
  if (known !== id) writeMarker(dataDir, id)
  return { applied, snapshot, newer: state.unknown, installationId: id }
}

/** Copies a SQLite file as of now into a folder; keeps the newest few. Returns the copy's path. */
function takeSnapshot(file: string, folder: string, at: Date): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const target = join(folder, `before-migration-${at.toISOString().replaceAll(':', '')}.db`)
  const partial = `${target}.partial`
  rmSync(partial, { force: true })
  const source = openSqliteFile(file)
  try {
    source.prepare('vacuum into ?').run(partial)
  } finally {
    source.close()
  }
  renameSync(partial, target)
  const old = readdirSync(folder)
    .filter((name) => name.startsWith('before-migration-') && name.endsWith('.db'))
    .sort()
    .reverse()
  for (const name of old.slice(SNAPSHOTS_KEPT)) rmSync(join(folder, name))
  return target
}

/**
 * Removes the copies from before migrations. They hold everybody who was here then, and in the tables of an older release, so that one
 * person cannot be taken out of them.
 */
export function removeSnapshots(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

async function refuseStranger(database: Database) {
  const names = await tableNames(database)
  if (names.length === 0 || names.includes('migrations') || names.includes('installation')) return
  const old = names.includes('captures') && database.engine === 'sqlite'
  throw new DatabaseUnusable(
    old
      ? 'This file is a learning_captures database of the earlier version. Bring it in with: lva import FILE --user E-MAIL'
      : `This database holds somebody else's tables (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}). Give the companion a database of its own.`,
  )
}

async function installationId({ db }: Database): Promise<string | null> {
  await sql`create table if not exists installation (key text primary key, value text not null)`.execute(db)
  const row = await db.selectFrom('installation').select('value').where('key', '=', 'id').executeTakeFirst()
  return row?.value ?? null
}

async function markInstallation({ db }: Database, id: string): Promise<string> {
  await db
    .insertInto('installation')
    .values({ key: 'id', value: id })
    .onConflict((oc) => oc.column('key').doNothing())
    .execute()
  const row = await db.selectFrom('installation').select('value').where('key', '=', 'id').executeTakeFirstOrThrow()
  return row.value
}

/** Which installation's data stands in a folder; null where none does. Throws DatabaseUnusable when that cannot be read. */
export function readMarker(dataDir: string): string | null {
  const path = join(dataDir, MARKER)
  if (!existsSync(path)) return null
  try {
    const marker: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (marker && typeof marker === 'object' && 'installation' in marker && typeof marker.installation === 'string')
      return marker.installation
  } catch (error) {
    throw new DatabaseUnusable(`${path} is damaged. Delete it only if you are sure the database is the right one.`, {
      cause: error,
    })
  }
  throw new DatabaseUnusable(`${path} is damaged. Delete it only if you are sure the database is the right one.`)
}

/** Says beside the data which installation's it is, so that another database is not taken for it. */
export function writeMarker(dataDir: string, installation: string) {
  const path = join(dataDir, MARKER)
  writeFileSync(`${path}.partial`, `${JSON.stringify({ installation })}\n`, { mode: 0o600 })
  renameSync(`${path}.partial`, path)
}
