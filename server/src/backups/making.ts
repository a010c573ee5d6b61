import { type FileHandle, open, rename, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { DatabaseAddress } from '../db/open.ts'
import { openSnapshot, type Snapshot } from '../db/snapshot.ts'
import { emptyJournal } from '../db/sqlite.ts'
import { Problem } from '../problem.ts'
import { closing, syncFolder, tellingFull } from '../vault/shelf.ts'
import type { Working } from '../workers/work.ts'
import { type Contents, type Head, writeArchive } from './archive.ts'
import { beginEnvelope, type Sealer } from './envelope.ts'
import { bytesHeld, heldFiles, holdFiles } from './staging.ts'

/** What archives are, as their seal knows it. */
export const ARCHIVE = 'backup'
/** What an archive is called while it is being written. */
export const UNFINISHED = '.part'

const TELL_EVERY_BYTES = 4 * 1024 * 1024
/** So much is left free for the turns that are taken meanwhile, which are written to the same disk more often than not. */
const LEFT_FREE_BYTES = 256 * 1024 * 1024
const LOOK_EVERY_BYTES = 32 * 1024 * 1024
/** What has been written goes to the disk in pieces of so many bytes: a turn is on it too, and would wait for all that lies before it. */
const SYNC_EVERY_BYTES = 4 * 1024 * 1024
/** What the settings in force are called among the files of an archive. */
export const CONFIGURATION = 'configuration.json'

/** What is copied, and where to. `held` is a folder that is removed afterwards. */
export interface Making {
  address: DatabaseAddress
  dataDir: string
  held: string
  target: string
  sealer: Sealer
  version: string
  madeAt: string
  /** The settings in force, as `keptSettings` writes them. */
  configuration: string
}

/** What was copied. */
export interface Made {
  rows: number
  files: number
  archiveBytes: number
}

/** How far it is: bytes that are done, and about how many there are. */
export interface Progress {
  done: number
  of: number
}

/**
 * Makes an archive of the database and the files as they are at one instant, while others go on writing: work for a thread of its own,
 * because reading SQLite holds a thread up. The file is there whole or not at all. Throws `storage-full`.
 */
export default async function makeArchive(asked: Making, { tell }: Working<Progress>): Promise<Made> {
  await holdFiles(asked.dataDir, asked.held)
  const snapshot = await openSnapshot(asked.address)
  try {
    await holdFiles(asked.dataDir, asked.held)
    return await write(asked, snapshot, tell)
  } finally {
    await snapshot.close()
    // It has grown meanwhile, and holds what was erased: nobody could empty it while it was read. Who is busy just now leaves it for the next.
    if ('file' in asked.address) await emptyJournal(asked.address.file).catch(() => {})
  }
}

async function write(
  { held, target, sealer, configuration, ...facts }: Making,
  snapshot: Snapshot,
  tell: (progress: Progress) => void,
): Promise<Made> {
  const of = snapshot.bytes + (await bytesHeld(held))
  const made = { rows: 0, files: 0 }
  let [done, told] = [0, 0]
  const contents: Contents = {
    head: await headOf(facts, snapshot),
    async *files() {
      yield { name: CONFIGURATION, content: Readable.from([Buffer.from(configuration)]) }
      for await (const file of heldFiles(held)) {
        made.files += 1
        yield file
      }
    },
    async *tables() {
      for (const table of snapshot.tables) yield { table, pages: snapshot.pages(table) }
    },
  }
  const archive = writeArchive(contents, {
    onRows: (rows) => {
      made.rows += rows
    },
    onBytes: (bytes) => {
      done += bytes
      if (done - told < TELL_EVERY_BYTES) return
      told = done
      tell({ done: Math.min(done, of), of })
    },
  })
  const { front, seal } = await beginEnvelope(sealer, ARCHIVE)
  const archiveBytes = await tellingFull(async () => {
    const handle = await open(`${target}${UNFINISHED}`, 'wx', 0o600)
    const size = await closing(handle, async () => {
      await handle.writeFile(front)
      await handle.writeFile(reachingTheDisk(handle, leavingRoom(seal(archive), dirname(target))))
      await handle.sync()
      return (await handle.stat()).size
    })
    await rename(`${target}${UNFINISHED}`, target)
    await syncFolder(dirname(target))
    return size
  })
  return { ...made, archiveBytes }
}

/** Hands on what is to be written to `folder` for as long as there is room for others as well. Throws `storage-full`. */
async function* leavingRoom(pieces: AsyncIterable<Buffer>, folder: string): AsyncGenerator<Buffer> {
  let unseen = LOOK_EVERY_BYTES
  for await (const bytes of pieces) {
    unseen += bytes.length
    if (unseen >= LOOK_EVERY_BYTES) {
      unseen = 0
      const { blocks, bavail, bsize } = await statfs(folder)
      // Some shares do not say.
      if (blocks > 0 && bavail * bsize < LEFT_FREE_BYTES)
        throw new Problem('storage-full', 'There is no room left on the server to keep this.')
    }
    yield bytes
  }
}

/** Hands on what is to be written to a file, and has it reach the disk as it goes. */
async function* reachingTheDisk(file: FileHandle, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let unsynced = 0
  for await (const bytes of pieces) {
    unsynced += bytes.length
    if (unsynced >= SYNC_EVERY_BYTES) {
      unsynced = 0
      await file.datasync()
    }
    yield bytes
  }
}

async function headOf({ version, madeAt }: Pick<Making, 'version' | 'madeAt'>, snapshot: Snapshot): Promise<Head> {
  const { engine, migrations, numbers } = snapshot
  return {
    format: 1,
    version,
    engine,
    made_at: madeAt,
    installation: await installationOf(snapshot),
    migrations,
    numbers,
  }
}

async function installationOf(snapshot: Snapshot): Promise<string> {
  const table = snapshot.tables.find(({ name }) => name === 'installation')
  if (table)
    for await (const rows of snapshot.pages(table))
      for (const [key, value] of rows) if (key === 'id') return String(value)
  return ''
}
