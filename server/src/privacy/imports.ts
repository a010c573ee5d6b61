import { createHash } from 'node:crypto'
import { setImmediate as breath } from 'node:timers/promises'
import { type DataImport, IMPORT_BYTES_MAX, ImportCounts } from '@lva/contracts/privacy'
import { Id } from '@lva/contracts/text'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import { FORMAT_VERSION } from './document.ts'
import { createSplitter, notOurs } from './records.ts'
import type { Shelf } from './shelf.ts'
import { documentIn, isArchive } from './unpack.ts'

/** So many records are handed on at once. */
const PAGE = 100
/** More records than that were never in an account. */
const RECORDS_MAX = 5_000_000
/** A recording that is put together again, in bytes; an upload may not be larger either. */
const SOUND_BYTES_MAX = 25 * 1024 * 1024
const REMEMBERED_MS = 30 * 86_400_000
const ATTEMPTS = 3
const JOB = 'bring-in'

const OfImport = z.object({ userId: z.string(), importId: z.string() })
const Metadata = z.object({ format_version: z.number().int().min(1), user_id: z.string() })
const Recording = z.object({ id: Id, created_at: z.iso.datetime() })
const Piece = z.object({ recording_id: Id, base64: z.base64().max(1024 * 1024) })

interface Brought {
  added: number
  refused: number
}
type IdOf = (id: string) => string

/** What bringing in needs of the slices; each checks what it is given. */
export interface BringingIn {
  sessions(userId: string, given: readonly unknown[]): Promise<Brought>
  turns(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought>
  finish(userId: string): Promise<void>
  recording(
    userId: string,
    bytes: Uint8Array,
    as: { id: string; createdAt: string; signal: AbortSignal },
  ): Promise<boolean>
  /** Takes settings, or the profile's language and time zone, over; false when there is nothing to take. */
  preferences(userId: string, given: unknown): Promise<boolean>
  profile(userId: string, given: unknown): Promise<boolean>
  /** Whether an id is that of an account on this server. */
  isSomebody(userId: string): Promise<boolean>
}

type ImportRow = Selectable<Tables['imports']>

const NOTHING: ImportCounts = { conversations: 0, sessions: 0, recordings: 0, preferences: false, refused: 0 }

/** Bringing an export in again: into the account it came from or another one, here or on another server. A second time adds nothing. */
export function createImports({
  db,
  jobs,
  shelf,
  into,
  note,
  now,
  newId,
}: {
  db: Db
  jobs: Jobs
  shelf: Shelf
  into: BringingIn
  note: Note
  now: () => Date
  newId: () => string
}) {
  jobs.on(
    JOB,
    OfImport,
    async ({ userId, importId }, { attempt, signal }) => {
      const row = await find(userId, importId)
      if (row?.state !== 'processing') return
      const counts = { ...NOTHING }
      try {
        await read(row, counts, signal)
        await finish(row, 'completed', counts)
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'not-an-export') && attempt < ATTEMPTS) throw error
        await finish(row, 'failed', counts)
        if (!(error instanceof Problem)) throw error
      }
    },
    { maxAttempts: ATTEMPTS },
  )

  const find = (userId: string, id: string): Promise<ImportRow | undefined> =>
    db.selectFrom('imports').selectAll().where('id', '=', id).where('user_id', '=', userId).executeTakeFirst()

  async function finish({ id, user_id }: ImportRow, state: ImportRow['state'], counts: ImportCounts) {
    await tell(id, { state, counts })
    await shelf.remove({ userId: user_id, id })
  }

  async function tell(id: string, { state, counts }: { state?: ImportRow['state']; counts: ImportCounts }) {
    await db
      .updateTable('imports')
      .set({ counts: JSON.stringify(counts), ...(state && { state }) })
      .where('id', '=', id)
      .execute()
  }

  async function read({ id, user_id: userId }: ImportRow, counts: ImportCounts, signal: AbortSignal) {
    const file = await shelf.find({ userId, id })
    if (!file) throw new Problem('not-an-export', 'The file is no longer there. Send it again.')
    const taking = createTaking(userId, counts, signal)
    let told = 0
    for await (const { store, records } of pagesIn(file)) {
      signal.throwIfAborted()
      await taking.take(store, records)
      if (++told % 20 === 0) await tell(id, { counts })
    }
    await taking.end()
    await into.finish(userId)
  }

  /** Takes the stores one after the other into the account. */
  function createTaking(userId: string, counts: ImportCounts, signal: AbortSignal) {
    let idOf: IdOf = (id) => id
    const dates = new Map<string, string>()
    let sound: { id: string; pieces: Buffer[]; bytes: number } | null = null

    async function keepSound() {
      if (!sound) return
      const { id, pieces } = sound
      sound = null
      const createdAt = dates.get(id) ?? now().toISOString()
      const kept = await into
        .recording(userId, Buffer.concat(pieces), { id: idOf(id), createdAt, signal })
        .catch((error: unknown) => {
          if (!(error instanceof Problem) || error.code === 'storage-full') throw error
          counts.refused += 1
          return false
        })
      if (kept) counts.recordings += 1
    }

    async function takePiece(given: unknown) {
      const { data } = Piece.safeParse(given)
      if (!data) {
        counts.refused += 1
        return
      }
      if (sound?.id !== data.recording_id) await keepSound()
      sound ??= { id: data.recording_id, pieces: [], bytes: 0 }
      const bytes = Buffer.from(data.base64, 'base64')
      sound.bytes += bytes.length
      if (sound.bytes > SOUND_BYTES_MAX) throw new Problem('not-an-export', 'A recording in it is too large.')
      sound.pieces.push(bytes)
    }

    const takers: Record<string, (given: readonly unknown[]) => Promise<void>> = {
      async export_metadata([given]) {
        const { data } = Metadata.safeParse(given)
        if (data && data.format_version > FORMAT_VERSION) throw notOurs('A newer release wrote it.')
        // Ids are unique on a server: while the account they come from is here, they come back under others, the same each time.
        if (data && data.user_id !== userId && (await into.isSomebody(data.user_id)))
          idOf = (id) => derivedId(userId, id)
      },
      async user_profile([given]) {
        if (await into.profile(userId, given)) counts.preferences = true
      },
      async preferences([given]) {
        if (await into.preferences(userId, given)) counts.preferences = true
      },
      async recordings(given) {
        for (const one of given) {
          const { data } = Recording.safeParse(one)
          if (data) dates.set(data.id, new Date(data.created_at).toISOString())
        }
      },
      async recording_files(given) {
        for (const one of given) await takePiece(one)
      },
      async sessions(given) {
        const { added, refused } = await into.sessions(userId, given)
        counts.sessions += added
        counts.refused += refused
      },
      async conversations(given) {
        const { added, refused } = await into.turns(userId, given, idOf)
        counts.conversations += added
        counts.refused += refused
      },
    }

    return {
      async take(store: string, records: readonly unknown[]): Promise<void> {
        if (store !== 'recording_files') await keepSound()
        // What belongs to an account and no other, such as where it is signed in, stays where it is.
        if (Object.hasOwn(takers, store)) await takers[store]?.(records)
      },
      end: keepSound,
    }
  }

  const told = ({ id, state, created_at, counts }: ImportRow): DataImport => ({
    ...{ import_id: id, status: state, created_at },
    counts: ImportCounts.parse(JSON.parse(counts)),
  })

  return {
    /**
     * Takes a file in; a job reads it. Throws Problem `not-an-export` for what cannot be one, `too-large`, and `still-running` while another
     * one of the same person is being read.
     */
    async request(
      userId: string,
      content: AsyncIterable<Uint8Array>,
      { address }: { address: string },
    ): Promise<DataImport> {
      const busy = await db
        .selectFrom('imports')
        .select('id')
        .where('user_id', '=', userId)
        .where('state', '=', 'processing')
        .executeTakeFirst()
      if (busy)
        throw new Problem('still-running', 'Another file of yours is being read. Wait for it.', { retryAfter: 5 })
      const row: ImportRow = {
        ...{ id: newId(), user_id: userId, state: 'processing', created_at: now().toISOString() },
        counts: JSON.stringify(NOTHING),
      }
      const place = { userId, id: row.id }
      try {
        await shelf.put(place, bounded(content), { sealed: false })
        const file = await shelf.find(place)
        if (file) await isArchive(file)
        await db.transaction().execute(async (trx) => {
          await trx.insertInto('imports').values(row).execute()
          await jobs.enqueue(trx, JOB, { userId, importId: row.id }, { key: row.id })
          await note(trx, { action: 'history-imported', by: { userId }, address })
        })
      } catch (error) {
        await shelf.remove(place)
        throw error
      }
      jobs.wake()
      return told(row)
    },

    /** How far an import is. Throws Problem `not-found`, also for somebody else's. */
    async status(userId: string, importId: string): Promise<DataImport> {
      const row = await find(userId, importId)
      if (!row) throw new Problem('not-found', 'There is no such import, or it is not yours.')
      return told(row)
    },

    /** Whether a file on the shelf is still to be read. */
    async isWaiting(id: string): Promise<boolean> {
      const row = await db
        .selectFrom('imports')
        .select('id')
        .where('id', '=', id)
        .where('state', '=', 'processing')
        .executeTakeFirst()
      return row !== undefined
    },

    /** Forgets old imports. */
    async clear(): Promise<void> {
      const long = new Date(now().getTime() - REMEMBERED_MS).toISOString()
      await db.deleteFrom('imports').where('created_at', '<=', long).execute()
    },
  }
}

async function* bounded(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > IMPORT_BYTES_MAX)
      throw new Problem('too-large', `An export of more than ${IMPORT_BYTES_MAX / 1024 ** 2} MB cannot be brought in.`)
    yield chunk
  }
}

/** The records of a document, some of one store at a time. What is no JSON is handed on as nothing, to be counted as refused. */
async function* pagesIn(file: string): AsyncGenerator<{ store: string; records: unknown[] }> {
  const splitter = createSplitter()
  let page: { store: string; records: unknown[] } | null = null
  let all = 0
  for await (const text of documentIn(file)) {
    for (const { store, text: record } of splitter.feed(text)) {
      if (++all > RECORDS_MAX) throw new Problem('not-an-export', 'There are too many records in it.')
      if (page && (page.store !== store || page.records.length >= PAGE)) {
        yield page
        page = null
      }
      page ??= { store, records: [] }
      page.records.push(parsed(record))
    }
    await breath()
  }
  splitter.end()
  if (page) yield page
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Another id for the same thing: the same each time for one learner, and a UUID (RFC 9562, version 8). */
function derivedId(userId: string, id: string): string {
  const hex = createHash('sha256').update(`${userId} ${id}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
