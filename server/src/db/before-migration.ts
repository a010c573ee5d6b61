import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { nothing } from '../vault/shelf.ts'
import { fillSqliteAsItWas } from './filling.ts'
import type { DatabaseAddress } from './open.ts'
import { openSnapshot } from './snapshot.ts'
import { openSqliteFile } from './sqlite.ts'

/** Copies from before migrations that are kept. */
const KEPT = 3
const [BEGINS, ENDS] = ['before-migration-', '.db']
const UNFINISHED = '.partial'
/** So much is left free for others on the same disk. */
const LEFT_FREE_BYTES = 256 * 1024 * 1024

/** There is no room for a copy; the message is a sentence that says how much is missing. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/**
 * Copies a database as it is now into a folder, before a migration changes it: a SQLite file with the schema it has, whatever the engine.
 * The newest few are kept. Resolves with the copy's path; null for a PostgreSQL inside this process, which lives as long as that. Throws
 * NoRoom.
 */
export async function keepBefore(address: DatabaseAddress, folder: string, at: Date): Promise<string | null> {
  if (!('file' in address) && !('url' in address)) return null
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, BEGINS + at.toISOString().replaceAll(':', '') + ENDS)
  const partial = path + UNFINISHED
  for (const name of await readdir(folder)) if (name.includes(UNFINISHED)) await rm(join(folder, name))
  try {
    await copyTo(partial, address, folder, at)
    await rename(partial, path)
  } catch (error) {
    for (const ending of ['', '-wal', '-shm', '-journal']) await rm(partial + ending, { force: true })
    const full = error instanceof Error && 'code' in error && ['SQLITE_FULL', 'ENOSPC'].includes(String(error.code))
    throw full ? new NoRoom(`There is no room in ${folder} for a copy of the database.`, { cause: error }) : error
  }
  for (const old of (await keptIn(folder)).slice(KEPT)) await rm(old)
  return path
}

async function copyTo(path: string, address: DatabaseAddress, folder: string, at: Date): Promise<void> {
  const snapshot = await openSnapshot(address)
  try {
    const { bavail, bsize } = await statfs(folder)
    const missing = roomMissing(snapshot.bytes, bavail * bsize)
    if (missing > 0)
      throw new NoRoom(`There is no room in ${folder} for a copy of the database: ${size(missing)} more.`)
    if (!('file' in address)) {
      const tables = async function* () {
        for (const table of snapshot.tables) yield { table, pages: snapshot.pages(table) }
      }
      return await fillSqliteAsItWas(path, { ...snapshot, tables }, () => at)
    }
    const file = openSqliteFile(address.file)
    try {
      file.prepare('vacuum into ?').run(path)
    } finally {
      file.close()
    }
  } finally {
    await snapshot.close()
  }
}

/** How many bytes have to become free before so many are copied to a disk that has so many; 0 where there is room. Pure. */
export const roomMissing = (bytes: number, free: number): number => Math.max(0, bytes + LEFT_FREE_BYTES - free)

/** The paths of the copies in a folder, the newest first. */
export async function keptIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(nothing)) ?? []
  return names
    .filter((name) => name.startsWith(BEGINS) && name.endsWith(ENDS))
    .sort()
    .reverse()
    .map((name) => join(folder, name))
}

const size = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
