import { setImmediate as breath } from 'node:timers/promises'
import { type DataImport, IMPORT_BYTES_MAX, ImportCounts } from '@lva/contracts/privacy'
import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { Shelf } from '../vault/shelf.ts'
import { createSplitter } from './records.ts'
import { type BringingIn, createTaking } from './taking.ts'
import { documentIn, isArchive } from './unpack.ts'

/** So many records are handed on at once. */
const PAGE = 100
/** More records than that were never in an account. */
const RECORDS_MAX = 5_000_000
const REMEMBERED_MS = 30 * 86_400_000
const ATTEMPTS = 3

const OfImport = z.object({ userId: z.string(), importId: z.string() })

type ImportRow = Selectable<Tables['imports']>

const NOTHING: ImportCounts = {
  ...{ conversations: 0, sessions: 0, recordings: 0, documents: 0, pictures: 0, memories: 0 },
  ...{ cards: 0, goals: 0, feedback: 0, preferences: false, refused: 0 },
}

/** Bringing an export in again: into the account it came from or another one, here or on another server. A second time adds nothing. */
export function createImports({
  db,
  jobs,
  publish,
  shelf,
  into,
  note,
  now,
  newId,
}: {
  db: Db
  jobs: Jobs
  publish: Publish
  shelf: Shelf
  into: BringingIn
  note: Note
  now: () => Date
  newId: () => string
}) {
  const bringing = jobs.kind('bring-in', OfImport, { maxAttempts: ATTEMPTS, places: 2 })
  bringing.does(async ({ userId, importId }, { attempt, signal }) => {
    const row = await find(userId, importId)
    if (row?.state !== 'processing') return
    const counts = { ...NOTHING }
    try {
      await read(row, counts, signal)
      await finish(row, 'completed', counts)
    } catch (error) {
      const hopeless = error instanceof Problem && error.code === 'not-an-export'
      if (signal.aborted || (!hopeless && attempt < ATTEMPTS)) throw error
      await finish(row, 'failed', counts)
      if (!(error instanceof Problem)) throw error
    }
  })

  const find = (userId: string, id: string): Promise<ImportRow | undefined> =>
    db.selectFrom('imports').selectAll().where('id', '=', id).where('user_id', '=', userId).executeTakeFirst()

  async function finish({ id, user_id }: ImportRow, state: ImportRow['state'], counts: ImportCounts) {
    await tell(id, { state, counts })
    await shelf.remove({ userId: user_id, id })
  }

  async function tell(id: string, { state, counts }: { state?: ImportRow['state']; counts: ImportCounts }) {
    const row = await db
      .updateTable('imports')
      .set({ counts: JSON.stringify(counts), ...(state && { state }) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (row) publish(row.user_id, { type: 'import-changed', ...told(row) })
  }

  async function read({ id, user_id: userId }: ImportRow, counts: ImportCounts, signal: AbortSignal) {
    const file = await shelf.find({ userId, id })
    if (!file) throw new Problem('not-an-export', 'The file is no longer there. Send it again.')
    const taking = createTaking({ userId, into, counts, now, signal })
    let told = 0
    try {
      for await (const { store, records } of pagesIn(file)) {
        signal.throwIfAborted()
        await taking.take(store, records)
        if (++told % 20 === 0) await tell(id, { counts })
      }
      await taking.end()
    } finally {
      await taking.clear()
    }
  }

  const told = ({ id, state, created_at, counts }: ImportRow): DataImport => ({
    ...{ import_id: id, status: state, created_at },
    counts: ImportCounts.parse(JSON.parse(counts)),
  })

  /** Of whom a file is coming in just now: it may take minutes, and is nowhere but on the disk until it is whole. */
  const arriving = new Set<string>()

  async function refuseSecond(userId: string): Promise<void> {
    const imports = db.selectFrom('imports').select('id')
    const busy = await imports.where('user_id', '=', userId).where('state', '=', 'processing').executeTakeFirst()
    if (busy) throw stillRunning()
  }

  async function takeIn(userId: string, content: AsyncIterable<Uint8Array>, address: string): Promise<DataImport> {
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
        // Another process may have taken one in since.
        const taken = await trx
          .insertInto('imports')
          .values(row)
          .onConflict((conflict) => conflict.column('user_id').where('state', '=', sql.lit('processing')).doNothing())
          .returning('id')
          .executeTakeFirst()
        if (!taken) throw stillRunning()
        await bringing.enqueue(trx, { userId, importId: row.id }, { key: row.id })
        await note(trx, { action: 'history-imported', by: { userId }, address })
      })
    } catch (error) {
      await shelf.remove(place)
      throw error
    }
    jobs.wake()
    return told(row)
  }

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
      if (arriving.has(userId)) throw stillRunning()
      arriving.add(userId)
      try {
        await refuseSecond(userId)
        return await takeIn(userId, content, address)
      } finally {
        arriving.delete(userId)
      }
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

const stillRunning = () =>
  new Problem('still-running', 'Another file of yours is being read. Wait for it.', { retryAfter: 5 })

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
