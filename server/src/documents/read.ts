import type { UnreadableReason } from '@lva/contracts/documents'
import { z } from 'zod'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import { type DocumentDb, type DocumentRow, forgetRead, type Passages } from './kept.ts'
import { createMatters, type Graph } from './matters.ts'
import { nameFrom, passageId } from './naming.ts'
import { type Chunk, chunksOf } from './reading/chunks.ts'
import type { Written } from './reading/gather.ts'
import type readDocument from './reading/read-document.ts'

const TIMEOUT_MS = 120_000
const MEMORY_MB = 400
/** A process that dies while it reads may have died of it. */
const ATTEMPTS = 3
/** So many learners at once, one document of each, so that nobody waits behind somebody's whole library. */
const PLACES = 3
const JOB_ATTEMPTS = 20
const PARTS_AT_ONCE = 20
const PASSAGES_AT_ONCE = 40
/** Reading is most of it; keeping what was read is the rest. */
const READ_PERCENT = 80
const STEP_PERCENT = 5

const OfLearner = z.object({ userId: z.string() })

/** Somebody has cancelled or removed the document meanwhile. */
const noLonger = new Error('this document is no longer to be read')

/** Has documents read: in a thread, as far as they allow, and keeps what is written in them. */
export function createReading({
  db,
  jobs,
  workers,
  passages,
  graph,
  publish,
  open,
  now,
  log,
}: {
  db: DocumentDb
  jobs: Pick<Jobs, 'kind'>
  workers: Pick<Workers, 'task'>
  passages: Passages
  graph: Graph
  publish: Publish
  open: (userId: string, fileId: string) => Promise<{ content: AsyncIterable<Buffer> }>
  now: () => Date
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void }
}) {
  const task = workers.task<typeof readDocument>(new URL('./reading/read-document.ts', import.meta.url), {
    ...{ timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB, patient: true },
  })
  const kind = jobs.kind('read-documents', OfLearner, { maxAttempts: JOB_ATTEMPTS, places: PLACES })
  const matters = createMatters({ db, jobs, graph })
  /** What is being read here, by document. */
  const running = new Map<string, AbortController>()

  kind.does(async ({ userId }, { signal }) => {
    for (let row = await nextOf(userId); row; row = await nextOf(userId)) {
      const left = new AbortController()
      running.set(row.id, left)
      try {
        await begin(row, AbortSignal.any([signal, left.signal]))
      } catch (error) {
        if (error !== noLonger) throw error
      } finally {
        running.delete(row.id)
      }
    }
  })

  const nextOf = (userId: string): Promise<DocumentRow | undefined> =>
    db
      .selectFrom('documents')
      .selectAll()
      .where('user_id', '=', userId)
      .where('state', 'in', ['waiting', 'reading'])
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()

  async function begin({ user_id: userId, id, attempts }: DocumentRow, signal: AbortSignal): Promise<void> {
    const values = { state: 'reading' as const, progress: 0, attempts: attempts + 1 }
    const row = await change(userId, id, values, ['waiting', 'reading'])
    if (!row) throw noLonger
    if (attempts >= ATTEMPTS) return end(row, { state: 'failed', reason: 'gave-up' })
    try {
      await read(row, signal)
    } catch (error) {
      // A server that stops in good order has not died of it.
      if (signal.aborted && signal.reason !== noLonger) await change(userId, id, { attempts }, ['reading'])
      throw error
    }
  }

  /** Changes a document that is in one of these states, and tells its owner's pages; undefined when it is in none of them. */
  async function change(
    userId: string,
    id: string,
    values: Partial<DocumentRow>,
    states: readonly DocumentRow['state'][],
    trx = db,
  ): Promise<DocumentRow | undefined> {
    const row = await trx
      .updateTable('documents')
      .set(values)
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', 'in', states)
      .returningAll()
      .executeTakeFirst()
    if (row && trx === db) tell(row)
    return row
  }

  function tell({ id, user_id, state, progress }: DocumentRow) {
    publish(user_id, { type: 'document-changed', document_id: id, state, progress })
  }

  async function end({ id, user_id }: DocumentRow, values: Partial<DocumentRow>): Promise<void> {
    await change(user_id, id, { progress: 100, ...values }, ['reading'])
  }

  async function read(row: DocumentRow, signal: AbortSignal): Promise<void> {
    // What an attempt that was cut short has kept.
    await forgetRead(db, passages, row)
    const written = await writtenIn(row, signal)
    if ('unreadable' in written) {
      log.info({ documentId: row.id, kind: row.kind, reason: written.unreadable }, 'a document could not be read')
      return end(row, { state: 'failed', reason: written.unreadable })
    }
    const named = row.source_url !== null && row.name === nameFrom(row.source_url) ? written.title : null
    const name = named ?? row.name
    await keep({ ...row, name }, written, signal)
    const facts = { name, pages: written.pages, parts: written.parts.length, read_at: now().toISOString() }
    const values = { progress: 100, state: 'ready' as const, reason: null, ...facts }
    const ready = await db.transaction().execute(async (trx) => {
      const changed = await change(row.user_id, row.id, values, ['reading'], trx)
      if (changed) await matters.enqueue(trx, changed)
      return changed
    })
    if (ready) tell(ready)
  }

  async function writtenIn(row: DocumentRow, signal: AbortSignal): Promise<Written | { unreadable: UnreadableReason }> {
    const { content } = await open(row.user_id, row.file_id)
    const bytes = new Uint8Array(Buffer.concat(await Array.fromAsync(content)))
    let [shown, telling] = [0, Promise.resolve()]
    try {
      return await task(
        { bytes, kind: row.kind },
        {
          ...{ owner: row.user_id, signal, transfer: [bytes.buffer] },
          onProgress({ percent }) {
            const progress = Math.floor((percent * READ_PERCENT) / 100)
            if (progress < shown + STEP_PERCENT) return
            shown = progress
            telling = telling.then(async () => {
              const still = await change(row.user_id, row.id, { progress }, ['reading']).catch(() => row)
              if (!still) stop(row.id)
            })
          },
        },
      )
    } catch (error) {
      if (!(error instanceof WorkStopped)) throw error
      log.warn({ documentId: row.id, kind: row.kind, because: error.because }, 'reading a document was stopped')
      return { unreadable: 'too-much-work' }
    } finally {
      await telling
    }
  }

  /** Keeps what was read, some at a time, each time only if the document is still wanted. */
  async function keep(row: DocumentRow, { parts }: Written, signal: AbortSignal): Promise<void> {
    const total = parts.length
    let done = 0
    for (const some of groups(parts, PARTS_AT_ONCE)) {
      signal.throwIfAborted()
      await whileWanted(row, READ_PERCENT + Math.floor(((99 - READ_PERCENT) * done) / total), async (trx) => {
        const values = some.map(({ headings, ...part }, index) => ({
          ...{ ...part, headings: JSON.stringify(headings) },
          ...{ document_id: row.id, user_id: row.user_id, number: done + index + 1 },
        }))
        await trx.insertInto('document_parts').values(values).execute()
      })
      for (const chunks of groups(chunksOf(some), PASSAGES_AT_ONCE)) {
        await whileWanted(row, null, (trx) =>
          passages.keep(
            trx,
            chunks.map((chunk) => passageOf(row, chunk)),
          ),
        )
      }
      done += some.length
    }
  }

  async function whileWanted(row: DocumentRow, progress: number | null, work: (trx: DocumentDb) => Promise<void>) {
    await db.transaction().execute(async (trx) => {
      const values = progress === null ? { state: 'reading' as const } : { progress }
      if (!(await change(row.user_id, row.id, values, ['reading'], trx))) throw noLonger
      await work(trx)
    })
    if (progress !== null) tell({ ...row, state: 'reading', progress })
  }

  /** Ends the reading of a document, as far as it is done here; another process notices when it has read some more. */
  const stop = (documentId: string) => running.get(documentId)?.abort(noLonger)

  return {
    /** Has the waiting documents of a learner read, in the caller's transaction. */
    enqueue: (trx: DocumentDb, userId: string) => kind.enqueue(trx, { userId }, { key: userId }),
    change,
    stop,
  }
}

function passageOf({ id, user_id: userId, name: title, created_at: createdAt }: DocumentRow, chunk: Chunk) {
  const { page, heading, from, to, text } = chunk
  return {
    ...{ id: passageId(id, from), userId, kind: 'document' as const, sourceId: id },
    ...{ title, place: { page, heading, from, to }, text, createdAt },
  }
}

function* groups<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let group: Item[] = []
  for (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
