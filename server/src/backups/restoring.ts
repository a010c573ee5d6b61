import { copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sql } from 'kysely'
import { fillPostgres, fillSqlite, within } from '../db/filling.ts'
import { type DatabaseAddress, openDatabase } from '../db/open.ts'
import { BESIDE_TABLES } from '../db/personal-data.ts'
import { BEING_RESTORED, MARKER, writeMarker } from '../db/prepare.ts'
import { DataFolderInUse, lockDataFolder } from '../db/server-lock.ts'
import { openSnapshot } from '../db/snapshot.ts'
import { tableNames } from '../db/table-names.ts'
import { ledgers as known } from '../privacy/privacy.ts'
import { closing, nothing, syncFolder } from '../vault/shelf.ts'
import type { Head } from './archive.ts'
import { asideNameOf } from './aside.ts'
import type { Sealer } from './envelope.ts'
import { fetchLedger } from './ledger-copy.ts'
import { forgetUnderWay } from './notes.ts'
import { intoFolder, openArchive } from './opening.ts'
import { COPIED_FILES, COPIED_FOLDERS } from './staging.ts'
import { BackupUnusable } from './unusable.ts'

const STAGING = 'restoring'
const FILE_ENDINGS = ['', '-wal', '-shm', '-journal']

/** What is put back, and where. */
export interface Restoring {
  archive: string
  /** The copy of the erasure ledger that lay beside the archive, if there is one. */
  ledger: string | null
  sealer: Sealer
  address: DatabaseAddress
  /** The names of every table of this release. */
  tables: readonly string[]
  dataDir: string
  lock: string
  /** Data that is there may be put aside. */
  over: boolean
  /** Told how much of the archive is read, in percent. */
  onPercent?: ((percent: number) => void) | undefined
  /** Makes a backup of a PostgreSQL database that is about to be replaced; resolves with where it is. */
  keepFirst(): Promise<string>
  now: Date
}

/** What was put back. */
export interface Restored {
  head: Head
  rows: number
  files: number
  /** The settings that were in force when it was made; null where an earlier release made it. */
  configuration: string | null
  /** Where what was there before stands now; none when nothing was. */
  aside: string[]
}

/**
 * Puts an archive back: everything is read, compared and built beside what is there, and only then takes its place, in moves that take no
 * time. Until then nothing is changed; what was there is put aside, not removed. A process that is killed between the moves leaves an
 * installation that refuses to start, and can be restored again: its keys and its ledger stay until others take their place. Throws
 * BackupUnusable.
 */
export async function restoreArchive(asked: Restoring): Promise<Restored> {
  const { address, dataDir, over } = asked
  const tables = [...asked.tables, ...Object.keys(BESIDE_TABLES)]
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const release = lockFor(asked)
  const aside = join(dataDir, asideNameOf(asked.now))
  const staged = join(dataDir, STAGING)
  /** A SQLite file is built on the disk on which it will stand. */
  const beside = 'file' in address ? `${address.file}.${STAGING}` : null
  const clear = async () => {
    for (const folder of [staged, beside ?? staged]) await rm(folder, { recursive: true, force: true })
  }
  try {
    const lived = await isLivedIn(address, tables)
    if (lived && !over)
      throw new BackupUnusable(
        'There are accounts here already. With --over they are put aside, not removed, and the backup takes their place.',
      )
    await clear()
    await mkdir(staged, { recursive: true, mode: 0o700 })
    const archive = await openArchive(asked.archive, asked.sealer, intoFolder(staged), asked.onPercent)
    try {
      const { head, copied, read } = archive
      const now = () => asked.now
      const kept: string[] = []
      // Everybody who was erased since, as far as this machine or the place of the backup knows. Opened first: its passphrase may be another.
      const fetched = join(staged, 'ledger')
      if (asked.ledger) await fetchLedger(asked.ledger, asked.sealer, fetched)
      const joinLedgers = () => {
        for (const folder of [join(dataDir, 'erasures'), fetched]) known.join(join(staged, 'erasures'), folder)
      }
      if (beside !== null && 'file' in address) {
        const file = join(beside, basename(address.file))
        await mkdir(beside, { recursive: true, mode: 0o700 })
        await fillSqlite(file, copied, { now })
        await within(file, forgetUnderWay)
        joinLedgers()
        await synced(file)
        const old = join(dirname(address.file), basename(aside))
        await takePlace(dataDir, [...databaseMoves(address.file, file, old), ...fileMoves(dataDir, staged, aside)])
        kept.push(...new Set([aside, old]))
      } else {
        if (lived) kept.push(await asked.keepFirst())
        await replaceDatabase(address, async (trx) => {
          await fillPostgres(trx, copied, { now, tables })
          await forgetUnderWay(trx)
          joinLedgers()
          return takePlace(dataDir, fileMoves(dataDir, staged, aside))
        })
        kept.push(aside)
      }
      writeMarker(dataDir, head.installation)
      const { files, ...came } = read()
      const rows = came.tables.reduce((sum, { count }) => sum + count, 0)
      return { head, rows, files, configuration: archive.configuration(), aside: await thatAreThere(kept) }
    } finally {
      await archive.leave()
    }
  } finally {
    await clear()
    release()
  }
}

function lockFor({ lock }: Restoring): () => void {
  try {
    return lockDataFolder(lock)
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error
    throw new BackupUnusable('A server is running on this data folder. Stop it first; nothing was changed.', {
      cause: error,
    })
  }
}

/** Whether somebody has an account here. What cannot be read may be somebody's. Throws BackupUnusable where others have tables. */
async function isLivedIn(address: DatabaseAddress, tables: readonly string[]): Promise<boolean> {
  if ('file' in address ? (await sizeOf(address.file)) === 0 : await isEmpty(address, tables)) return false
  const snapshot = await openSnapshot(address).catch((cause: unknown) => {
    if ('file' in address) return null
    throw cause
  })
  if (!snapshot) return true
  try {
    const users = snapshot.tables.find(({ name }) => name === 'users')
    if (!users) return snapshot.tables.length > 0
    return !(await snapshot.pages(users).next()).done
  } finally {
    await snapshot.close()
  }
}

/** Whether a PostgreSQL database has no tables yet. One in which others have tables is refused: the address may be mistyped. */
async function isEmpty(address: DatabaseAddress, tables: readonly string[]): Promise<boolean> {
  const database = openDatabase(address)
  try {
    const names = await tableNames(database)
    // Every database of ours has these two; one whose first start was cut short has only the latter.
    const ours = names.includes('migrations') && names.includes('installation')
    const strange = names.filter((name) => (ours ? !tables.includes(name) : name !== 'installation'))
    if (strange.length === 0) return !ours
    throw new BackupUnusable(
      `This database holds somebody else's tables, or those of a newer release (${strange.slice(0, 5).join(', ')}${strange.length > 5 ? ', …' : ''}). Give the companion a database of its own; nothing was changed.`,
    )
  } finally {
    await database.close()
  }
}

/** Replaces everything in a PostgreSQL database in one transaction; `fill` gives what undoes its moves of files, should the end fail. */
async function replaceDatabase(
  address: DatabaseAddress,
  fill: (trx: Parameters<typeof fillPostgres>[0]) => Promise<() => Promise<void>>,
): Promise<void> {
  const { db, close } = openDatabase('url' in address ? { ...address, connections: 1 } : address)
  let undo = async () => {}
  try {
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ others: number }>`select count(*) as others from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and application_name = 'learning-voice-agent'`.execute(
        trx,
      )
      if (rows[0]?.others)
        throw new BackupUnusable('Servers are connected to this database. Stop them first; nothing was changed.')
      undo = await fill(trx)
    })
  } catch (error) {
    await undo()
    throw error
  } finally {
    await close()
  }
}

/** Something new, the place it takes, and where what stands there goes. What `stays` is there until the new one takes its place. */
interface Move {
  from: string
  to: string
  aside: string
  stays?: boolean
}

const databaseMoves = (file: string, staged: string, aside: string): Move[] =>
  FILE_ENDINGS.map((ending) => ({
    from: staged + ending,
    to: file + ending,
    aside: join(aside, basename(file) + ending),
  }))

// A restore that is called again opens the backup with these keys, and knows from this ledger whom to erase again.
const STAYING: readonly string[] = [...COPIED_FILES, 'erasures/key', 'erasures/ledger.jsonl']

const fileMoves = (dataDir: string, staged: string, aside: string): Move[] =>
  [...COPIED_FOLDERS.filter((name) => name !== 'erasures'), ...STAYING].map((name) => ({
    from: join(staged, name),
    to: join(dataDir, name),
    aside: join(aside, name),
    stays: STAYING.includes(name),
  }))

/**
 * Puts aside all that is there, and then all that is new in its place; from before the first move on, no server starts here. Gives what
 * undoes it; undoes it itself where a move fails.
 */
async function takePlace(dataDir: string, moves: readonly Move[]): Promise<() => Promise<void>> {
  const marker = join(dataDir, MARKER)
  const marked = await readFile(marker).catch(nothing)
  const made: [from: string, to: string][] = []
  const undo = async () => {
    for (const [from, to] of made.reverse()) await rename(to, from)
    await (marked === null ? rm(marker, { force: true }) : writeFile(marker, marked, { mode: 0o600 }))
  }
  const move = async (from: string, to: string, put: (from: string, to: string) => Promise<void> = rename) => {
    if ((await stat(from).catch(nothing)) === null) return
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await put(from, to)
    made.push([from, to])
  }
  try {
    writeMarker(dataDir, BEING_RESTORED)
    await syncFolder(dataDir)
    for (const { to, aside, stays } of moves) await move(to, aside, stays ? copyFile : rename)
    for (const { from, to } of [...moves].reverse()) await move(from, to)
    for (const folder of new Set(moves.map(({ to }) => dirname(to)))) await syncFolder(folder)
  } catch (error) {
    await undo()
    throw error
  }
  return undo
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await closing(handle, () => handle.sync())
}

const sizeOf = async (path: string) => (await stat(path).catch(nothing))?.size ?? 0

async function thatAreThere(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(nothing)))
  return paths.filter((_, n) => found[n] !== null)
}
