import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { keepBefore, NoRoom } from './before-migration.ts'
import { makeOnce, migrate, migrationState } from './migrate.ts'
import { shown } from './moving/failure.ts'
import type { Database, DatabaseAddress } from './open.ts'
import { tableNames } from './table-names.ts'

/** The file beside the data that says whose installation's it is. */
export const MARKER = 'installation.json'
/** What it says while a backup takes the place of what was here: no database is of that installation. */
export const BEING_RESTORED = 'being-restored'
/** The key in the table of facts that says that a database is being filled by a move, and from where. */
export const BEING_MOVED = 'being_moved'

/** The database cannot be used as it is; the message tells the operator why and what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/**
 * Brings an open database up to date: refuses a stranger's file, refuses to start empty where data once was, takes a snapshot before
 * changing one that is there (unless `snapshots` is false), migrates under a lock, and leaves the data marker. Returns the names of the
 * migrations applied.
 *
 * The marker is a small file beside the data with this installation's id. When it is there and the database has no such id, the
 * database was lost, moved or mistyped, and starting with an empty one would hide that; `acceptNew` says it is meant. After a move it also
 * says from where: the database that was left has the same id, and no longer what is said.
 */
export async function prepareDatabase(
  database: Database,
  {
    address,
    dataDir,
    now,
    newId,
    acceptNew = false,
    snapshots = true,
  }: {
    address: DatabaseAddress
    dataDir: string
    now: () => Date
    newId: () => string
    acceptNew?: boolean
    snapshots?: boolean
  },
): Promise<{ applied: string[]; snapshot: string | null; newer: string[]; installationId: string }> {
  const { db, engine } = database
  await refuseStranger(database)
  const { installation: known = null, moved } = markerIn(dataDir) ?? {}
  const present = await installationId(database)
  await refuseHalfMoved(database)
  if (known === BEING_RESTORED)
    throw new DatabaseUnusable('A backup was being put back here and that was cut short. Call lva restore again.')
  if (known && known !== present && !acceptNew) {
    throw new DatabaseUnusable(
      present
        ? `This data folder belongs to another database (installation ${known}, found ${present}). Point DATABASE_URL or DATA_DIR at the right one, or start once with --accept-new-database.`
        : `This data folder once had data (installation ${known}), but the database is empty or new. Put the database back, or start once with --accept-new-database if that is meant.`,
    )
  }
  const isOld = moved !== undefined && moved.from === shown(address)
  if (isOld && !acceptNew)
    throw new DatabaseUnusable(
      `lva move has taken everything from here to ${moved.to}. Point DATABASE_URL at that one, or start once with --accept-new-database if this one is meant.`,
    )
  const state = await migrationState(db)
  let snapshot: string | null = null
  const applied = await migrate(db, {
    ...{ engine, now },
    async before({ applied }) {
      if (snapshots && applied.length > 0) snapshot = await keptBefore(address, dataDir, now())
    },
  })
  const id = present ?? (await markInstallation(database, newId()))
  if (known !== id || isOld) writeMarker(dataDir, id)
  return { applied, snapshot, newer: state.unknown, installationId: id }
}

async function keptBefore(address: DatabaseAddress, dataDir: string, at: Date): Promise<string | null> {
  try {
    return await keepBefore(address, join(dataDir, 'snapshots'), at)
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error
    throw new DatabaseUnusable(
      `${error.message} The database was not brought up to date. Make room, or set SNAPSHOT_BEFORE_MIGRATION=false where a backup of it is at hand.`,
      { cause: error },
    )
  }
}

async function refuseHalfMoved({ db }: Database): Promise<void> {
  const row = await db.selectFrom('installation').select('key').where('key', '=', BEING_MOVED).executeTakeFirst()
  if (row)
    throw new DatabaseUnusable(
      'This database is being filled by lva move, and that is not done. Call lva move again, or point DATABASE_URL at the one it comes from.',
    )
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
  await makeOnce(db, sql`create table if not exists installation (key text primary key, value text not null)`)
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

/** From where to where a database was moved, as an operator writes them, without passwords. */
const Moved = z.object({ from: z.string(), to: z.string() })
const Marker = z.object({ installation: z.string(), moved: Moved.optional() })

/** Which installation's data stands in a folder; null where none does. Throws DatabaseUnusable when that cannot be read. */
export const readMarker = (dataDir: string): string | null => markerIn(dataDir)?.installation ?? null

function markerIn(dataDir: string): z.infer<typeof Marker> | null {
  const path = join(dataDir, MARKER)
  if (!existsSync(path)) return null
  try {
    return Marker.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new DatabaseUnusable(`${path} is damaged. Delete it only if you are sure the database is the right one.`, {
      cause: error,
    })
  }
}

/** Says beside the data which installation's it is, so that another database is not taken for it, nor the one it has `moved` from. */
export function writeMarker(dataDir: string, installation: string, moved?: z.infer<typeof Moved>) {
  const path = join(dataDir, MARKER)
  // Another process may be saying the same in the same moment.
  const partial = `${path}.${process.pid}.partial`
  writeFileSync(partial, `${JSON.stringify({ installation, moved })}\n`, { mode: 0o600 })
  renameSync(partial, path)
}
