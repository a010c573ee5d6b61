import type {
  Document,
  DocumentDetail,
  DocumentPart,
  DocumentPartsQuery,
  DocumentsQuery,
  OutlineEntry,
} from '@lva/contracts/documents'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import type { Publish } from '../events/events.ts'
import type { Arrived, Files } from '../files/files.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import { Problem } from '../problem.ts'
import type { Workers } from '../workers/workers.ts'
import { type As, createBringBack } from './bring-back.ts'
import { fetchFrom } from './fetching.ts'
import {
  type DocumentDb,
  type DocumentRow,
  forgetRead,
  type Passages,
  REASONS,
  toDocument,
  type Unquote,
} from './kept.ts'
import type { Graph } from './matters.ts'
import { fileName, nameFrom } from './naming.ts'
import { createReading } from './read.ts'
import type { Heading } from './reading/gather.ts'
import { identify, MIME } from './reading/identify.ts'

const OUTLINE_MAX = 500

export type DocumentKeeper = ReturnType<typeof createDocuments>

/**
 * Documents of learners: kept as they came, read by a job, and found again by their words. The same file of the same learner is one document,
 * however often it comes.
 */
export function createDocuments({
  db,
  jobs,
  files,
  workers,
  passages,
  graph,
  unquote,
  outgoing,
  publish,
  now,
  newId,
  log,
}: {
  db: DocumentDb
  jobs: Pick<Jobs, 'kind' | 'wake'>
  files: Pick<Files, 'take' | 'enter' | 'letGo' | 'forget' | 'open' | 'link'>
  workers: Pick<Workers, 'task'>
  passages: Passages
  graph: Graph
  unquote: Unquote
  outgoing: Pick<Outgoing, 'fetch'>
  publish: Publish
  now: () => Date
  newId: () => string
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void }
}) {
  const reading = createReading({ db, jobs, workers, passages, graph, publish, open: files.open, now, log })

  async function find(userId: string, id: string): Promise<DocumentRow> {
    const row = await db
      .selectFrom('documents')
      .selectAll()
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!row) throw notFound()
    return row
  }

  /** Enters a file that has come; the document that is there already when it is the same file. */
  async function enter(
    arrived: Arrived,
    name: string,
    sourceUrl: string | null,
    as: As = { id: newId(), createdAt: now().toISOString() },
  ): Promise<{ row: DocumentRow; isNew: boolean }> {
    const kind = identify(arrived.start, name)
    if (kind === null) throw new Problem('unknown-document', REASONS.unknown)
    if (kind === 'old-word')
      throw new Problem(
        'unknown-document',
        'This is a Word file of the old kind (.doc), or one with a password. Save it as .docx without one, and send that.',
      )
    const { userId, bytes, sha256 } = arrived
    const row = await db.transaction().execute(async (trx) => {
      const added = await trx
        .insertInto('documents')
        .values({
          ...{ id: as.id, user_id: userId, file_id: arrived.id, name, kind, bytes, sha256 },
          ...{ state: 'waiting', progress: 0, reason: null, attempts: 0, pages: null, parts: 0 },
          ...{ source_url: sourceUrl, created_at: as.createdAt, read_at: null },
        })
        .onConflict((conflict) => conflict.columns(['user_id', 'sha256']).doNothing())
        .returningAll()
        .executeTakeFirst()
      if (!added) return null
      await files.enter(trx, arrived, { name, mime: MIME[kind] })
      await reading.enqueue(trx, userId)
      return added
    })
    if (row) return { row, isNew: true }
    const known = await db
      .selectFrom('documents')
      .selectAll()
      .where('user_id', '=', userId)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    // Removed in this very moment: it may come again.
    if (!known)
      throw new Problem('still-running', 'This document is just being removed. Send it again.', { retryAfter: 1 })
    return { row: known, isNew: false }
  }

  async function takeIn(
    userId: string,
    content: AsyncIterable<Uint8Array>,
    { name, sourceUrl }: { name: string; sourceUrl: string | null },
  ): Promise<{ document: Document; isNew: boolean }> {
    const arrived = await files.take(userId, content, { maxBytes: FILE_BYTES_MAX })
    let entered = false
    try {
      const { row, isNew } = await enter(arrived, name, sourceUrl)
      entered = isNew
      if (isNew) {
        publish(userId, { type: 'document-changed', document_id: row.id, state: row.state, progress: 0 })
        jobs.wake()
      }
      return { document: toDocument(row), isNew }
    } finally {
      if (!entered) await files.letGo(arrived)
    }
  }

  return {
    /**
     * Takes a document in; a job reads it. `sourceUrl`: the page it was taken from. Throws `too-large`, `empty-file`, `unknown-document`,
     * `space-used-up` and `storage-full`.
     */
    upload: (
      userId: string,
      content: AsyncIterable<Uint8Array>,
      { name, sourceUrl = null }: { name: string | undefined; sourceUrl?: string | null },
    ) => takeIn(userId, content, { name: fileName(name, 'Document'), sourceUrl }),

    /** Fetches a document from an address of the public network. Throws what `upload` throws, and `not-fetched`. */
    async fetch(
      userId: string,
      { url, name, signal }: { url: string; name: string | undefined; signal: AbortSignal },
    ): Promise<{ document: Document; isNew: boolean }> {
      const content = await fetchFrom(url, { outgoing, signal })
      return takeIn(userId, content, { name: fileName(name, nameFrom(url)), sourceUrl: url })
    },

    /** Takes exported documents in again, a page at a time. */
    bringBack: createBringBack({ db, files, enter }),

    async list(userId: string, { limit, before }: DocumentsQuery): Promise<Document[]> {
      const rows = await db
        .selectFrom('documents')
        .selectAll()
        .where('user_id', '=', userId)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toDocument)
    },

    /** One document with its headings. Throws `not-found`, also for somebody else's. */
    async one(userId: string, id: string): Promise<DocumentDetail> {
      const row = await find(userId, id)
      const parts = await db
        .selectFrom('document_parts')
        .select(['number', 'headings'])
        .where('document_id', '=', id)
        .where('user_id', '=', userId)
        .where('headings', '!=', '[]')
        .orderBy('number')
        .limit(OUTLINE_MAX)
        .execute()
      const outline = parts.flatMap(({ number, headings }) =>
        (JSON.parse(headings) as Heading[]).map(({ level, text }): OutlineEntry => ({ part: number, level, text })),
      )
      return {
        ...toDocument(row),
        outline: outline.slice(0, OUTLINE_MAX),
        download_url: files.link(userId, row.file_id),
      }
    },

    /** The latest document of each of these addresses that is kept from it. */
    async keptFrom(userId: string, urls: readonly string[]): Promise<Map<string, string>> {
      if (urls.length === 0) return new Map()
      const rows = await db
        .selectFrom('documents')
        .select(['id', 'source_url'])
        .where('user_id', '=', userId)
        .where('source_url', 'in', urls)
        .orderBy('id')
        .execute()
      return new Map(rows.map(({ id, source_url }) => [source_url ?? '', id]))
    },

    /** Some of what is written in a document: from a part on, or from the one that holds a place. Throws `not-found`. */
    async parts(userId: string, id: string, { from, at, limit }: DocumentPartsQuery): Promise<DocumentPart[]> {
      await find(userId, id)
      const mine = db.selectFrom('document_parts').where('document_id', '=', id).where('user_id', '=', userId)
      const held =
        at === undefined
          ? undefined
          : await mine.select('number').where('start', '<=', at).orderBy('number', 'desc').limit(1).executeTakeFirst()
      const rows = await mine
        .select(['number', 'page', 'heading', 'start', 'text', 'headings'])
        .where('number', '>=', held?.number ?? from)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...row, headings: JSON.parse(row.headings) as Heading[] }))
    },

    /** Has a document read again that could not be read, or was not to be. Throws `not-found` and `still-running`. */
    async retry(userId: string, id: string): Promise<Document> {
      const row = await db.transaction().execute(async (trx) => {
        const values = { state: 'waiting' as const, progress: 0, reason: null, attempts: 0 }
        const changed = await reading.change(userId, id, values, ['failed', 'cancelled'], trx)
        if (changed) await reading.enqueue(trx, userId)
        return changed
      })
      if (!row) return refuseState(userId, id, 'This document is read already, or is going to be.')
      publish(userId, { type: 'document-changed', document_id: id, state: row.state, progress: 0 })
      jobs.wake()
      return toDocument(row)
    },

    /** Stops reading a document; the file stays. Throws `not-found` and `still-running`. */
    async cancel(userId: string, id: string): Promise<Document> {
      const row = await reading.change(userId, id, { state: 'cancelled' }, ['waiting', 'reading'])
      if (!row) return refuseState(userId, id, 'This document is not being read.')
      reading.stop(id)
      await forgetRead(db, passages, row)
      return toDocument(row)
    },

    /**
     * Removes a document and all that came from it: passages (their words and vectors go along in the database), parts, the file, its
     * quotations in replies, and what it told of in the graph. Turns go on naming its id, which leads nowhere. Throws `not-found`, also for somebody else's.
     */
    async remove(userId: string, id: string): Promise<void> {
      const row = await find(userId, id)
      if (await reading.change(userId, id, { state: 'cancelled' }, ['waiting', 'reading'])) reading.stop(id)
      await forgetRead(db, passages, row)
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('documents').where('id', '=', id).where('user_id', '=', userId).execute()
        await files.forget(trx, userId, row.file_id)
        await unquote(trx, userId, { sourceId: id })
        await graph.withdraw(trx, userId, [id])
      })
      await files.letGo({ userId, id: row.file_id })
      publish(userId, { type: 'document-changed', document_id: id, state: null, progress: 0 })
    },

    /** Removes everything of one learner; their files are removed by whoever keeps those. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('document_parts').where('user_id', '=', userId).execute()
      await db.deleteFrom('documents').where('user_id', '=', userId).execute()
    },
  }

  async function refuseState(userId: string, id: string, sentence: string): Promise<never> {
    await find(userId, id)
    throw new Problem('still-running', sentence)
  }
}

const notFound = () => new Problem('not-found', 'There is no such document, or it is not yours.')
