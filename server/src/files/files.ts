import { FILES_MAX, type FileRoom } from '@lva/contracts/files'
import { type Kysely, sql } from 'kysely'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { Problem } from '../problem.ts'
import { createSignedLinks } from '../signed-links.ts'
import { createShelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { measuring } from './arriving.ts'
import { createResealing } from './resealing.ts'

/** A file younger than this may belong to something that is just being stored. */
const UNDERWAY_MS = 3_600_000

export type Files = ReturnType<typeof createFiles>

/** A file that stands on the shelf and is not entered yet. */
export interface Arrived {
  id: string
  userId: string
  bytes: number
  sha256: string
  /** Its first 4 KiB. */
  start: Uint8Array
  /** How many bytes its owner may keep. */
  most: number
}

/** A kept file as it came in. */
interface Opened {
  name: string
  mime: string
  bytes: number
  content: AsyncIterable<Buffer>
}

type FileDb = Kysely<Pick<Tables, 'files' | 'file_use'>>

/**
 * Files that learners give, sealed on the disk, with a bound on how much room they take. What a file is to somebody, a document or a
 * picture, is another slice's; it enters the file in the transaction in which it writes that down.
 */
export function createFiles({
  db,
  folder,
  vault,
  jobs,
  secret,
  roomOf,
  now,
  newId,
  log,
}: {
  db: FileDb
  /** Where they stand; made when the first one comes. */
  folder: string
  vault: Vault
  jobs: Pick<Jobs, 'inEveryProcess'>
  /** What links are signed with. */
  secret: string
  /** How many bytes a learner may keep. */
  roomOf: (userId: string) => Promise<number>
  now: () => Date
  newId: () => string
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void }
}) {
  const shelf = createShelf(folder, vault, { purpose: 'file' })
  const links = createSignedLinks({ purpose: 'file', path: '/api/files', secret, now })

  async function usedBy(userId: string): Promise<{ bytes: number; files: number }> {
    const row = await db
      .selectFrom('file_use')
      .select(['bytes', 'files'])
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return { bytes: Number(row?.bytes ?? 0), files: row?.files ?? 0 }
  }

  async function forget(trx: AnyDb, userId: string, id: string): Promise<void> {
    const own: FileDb = trx
    const gone = await own
      .deleteFrom('files')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning('bytes')
      .executeTakeFirst()
    if (!gone) return
    await own
      .updateTable('file_use')
      .set((eb) => ({ bytes: eb('bytes', '-', gone.bytes), files: eb('files', '-', 1) }))
      .where('user_id', '=', userId)
      .execute()
  }

  async function clear(): Promise<void> {
    const isRemembered = async (id: string) =>
      (await db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
    const removed = await shelf.clear({ before: new Date(now().getTime() - UNDERWAY_MS), isRemembered })
    if (removed > 0) log.info({ removed }, 'files nobody remembered were removed')
  }
  jobs.inEveryProcess('23 * * * *', clear)

  return {
    /**
     * Puts a file away; when this returns it survives a power cut, and goes again within hours unless it is entered. Throws `too-large`,
     * `empty-file`, `space-used-up` and `storage-full`.
     */
    async take(
      userId: string,
      content: AsyncIterable<Uint8Array>,
      { maxBytes }: { maxBytes: number },
    ): Promise<Arrived> {
      const [used, most] = await Promise.all([usedBy(userId), roomOf(userId)])
      if (used.bytes >= most || used.files >= FILES_MAX) throw spaceUsedUp(most)
      const id = newId()
      const measure = measuring(content, { maxBytes })
      await shelf.put({ userId, id }, measure.content())
      return { id, userId, most, ...measure.measured() }
    },

    /** Writes down that a file is kept, in the caller's transaction. Throws `space-used-up` when it is more than there is room for. */
    async enter(
      trx: AnyDb,
      { id, userId, bytes, sha256, most }: Arrived,
      { name, mime }: { name: string; mime: string },
    ): Promise<void> {
      // One statement that checks and acts, so that any number of files at once keep to the bound.
      const { rows } = await sql`
        insert into file_use (user_id, bytes, files)
        select cast(${userId} as text), cast(${bytes} as bigint), 1 where cast(${bytes} as bigint) <= cast(${most} as bigint)
        on conflict (user_id) do update set bytes = file_use.bytes + excluded.bytes, files = file_use.files + 1
        where file_use.bytes + excluded.bytes <= cast(${most} as bigint) and file_use.files < ${FILES_MAX}
        returning user_id`.execute(trx)
      if (rows.length === 0) throw spaceUsedUp(most)
      const own: FileDb = trx
      await own
        .insertInto('files')
        .values({
          ...{ id, user_id: userId, name, mime, bytes, sha256 },
          ...{ sealed_with: vault.currentKey(), created_at: now().toISOString() },
        })
        .execute()
    },

    /** Lets a file go that was not entered, or is forgotten. */
    async letGo({ userId, id }: Pick<Arrived, 'userId' | 'id'>): Promise<void> {
      await shelf.remove({ userId, id })
    },

    /** What is in a file that is not entered yet; null when it is gone. */
    contentOf: ({ userId, id }: Pick<Arrived, 'userId' | 'id'>): Promise<AsyncIterable<Buffer> | null> =>
      shelf.open({ userId, id }),

    /** Forgets a file in the caller's transaction; `letGo` follows after it. */
    forget,

    /** A kept file. Throws `not-found`, also for somebody else's. */
    async open(userId: string, id: string): Promise<Opened> {
      const row = await db
        .selectFrom('files')
        .select(['name', 'mime', 'bytes'])
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      const content = row && (await shelf.open({ userId, id }))
      if (!content) throw new Problem('not-found', 'That file is not there, or it is not yours.')
      return { ...row, content }
    },

    /** How much room a learner's files take. */
    async room(userId: string): Promise<FileRoom> {
      const [used, most] = await Promise.all([usedBy(userId), roomOf(userId)])
      return { ...used, bytes_max: most >= Number.MAX_SAFE_INTEGER ? null : most, files_max: FILES_MAX }
    },

    link: links.link,
    linkIsGood: links.isGood,

    /** What is sealed here, for when the key changes. */
    sealed: { what: 'files', ...createResealing({ db, shelf, vault, forget, log }) },

    /** For whom there are files. */
    owners: shelf.owners,

    /** Removes files nobody remembers, which a process that stopped at the wrong moment left behind. */
    clear,

    /** Removes every file of one learner. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('files').where('user_id', '=', userId).execute()
      await db.deleteFrom('file_use').where('user_id', '=', userId).execute()
      await shelf.removeAll(userId)
    },
  }
}

function spaceUsedUp(most: number): Problem {
  const space =
    most === 0 ? 'The operator of this server takes no files.' : `Your ${inMegabytes(most)} MB for files are used up.`
  return new Problem('space-used-up', `${space} Remove some that you no longer need, or ask the operator for more.`)
}

const inMegabytes = (bytes: number) => Math.floor(bytes / 1024 ** 2).toLocaleString('en')
