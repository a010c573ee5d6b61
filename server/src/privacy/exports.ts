import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type DataExport, EXPORT_DAYS, type ExportRequest } from '@lva/contracts/privacy'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { ExportPart } from '../db/personal-data.ts'
import type { Tables } from '../db/tables.ts'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { Place, Shelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { writeArchive } from './archive.ts'
import { writeDocument } from './document.ts'
import type { Stores } from './stores.ts'

const DAY_MS = 86_400_000
/** How long it is remembered that there was an export, after it expired. */
const REMEMBERED_MS = 30 * DAY_MS
/** Exports of one person that are kept; an older one makes room for a new one. */
const KEPT = 3
/** How long a download waits for an export that is being made, and how often it looks. */
const PATIENCE_MS = 5_000
const LOOK_MS = 50
/** A file younger than this may belong to an export that is just being made. */
const UNDERWAY_MS = 3_600_000
const ATTEMPTS = 5

const PARTS: readonly ExportPart[] = ['conversations', 'sessions', 'preferences']
const OfExport = z.object({ userId: z.string(), exportId: z.string() })

type ExportRow = Selectable<Tables['exports']>

/** An export that can be downloaded. */
export interface ExportFile extends DataExport {
  content: Readable
  name: string
  mime: string
}

/** Exports: asked for, made by a job, downloaded for a week. */
export function createExports({
  db,
  jobs,
  stores,
  publish,
  shelf,
  vault,
  isWaiting,
  wait,
  note,
  now,
  newId,
}: {
  db: Db
  jobs: Jobs
  stores: Stores
  publish: Publish
  shelf: Shelf
  vault: Pick<Vault, 'hasKey'>
  /** Whether a file on the shelf is one that is still to be brought in. */
  isWaiting: (id: string) => Promise<boolean>
  wait: (ms: number) => Promise<void>
  note: Note
  now: () => Date
  newId: () => string
}) {
  const building = jobs.kind('build-export', OfExport, { maxAttempts: ATTEMPTS, places: 2 })
  building.does(async ({ userId, exportId }, { attempt, signal }) => {
    const row = await find(userId, exportId)
    if (row?.state !== 'processing') return
    try {
      await build(row)
    } catch (error) {
      if (attempt >= ATTEMPTS && !signal.aborted) await finish(row, { state: 'failed' })
      throw error
    }
  })

  const find = (userId: string, exportId: string): Promise<ExportRow | undefined> =>
    db.selectFrom('exports').selectAll().where('id', '=', exportId).where('user_id', '=', userId).executeTakeFirst()

  async function build(row: ExportRow) {
    const { id, user_id: userId, format } = row
    const parts = new Set(JSON.parse(row.parts) as ExportPart[])
    const head = { export_id: id, format, user_id: userId, generated_at: now().toISOString() }
    const everything = stores.of(userId, parts)
    const files = parts.has('conversations') ? stores.filesOf(userId) : []
    const content =
      format === 'json' ? writeDocument(head, everything, files) : writeArchive(head, everything, { files, format })
    const place = { userId, id }
    const measure = createMeasure()
    await shelf.put(place, measure.through(content))
    // The account, or this export, may have gone while it was written.
    if (!(await finish(row, { state: 'completed', ...measure.result() }))) await shelf.remove(place)
  }

  /** A finished file as a stream; null when it is not there, or its key is not. */
  async function fileOf(place: Place): Promise<Readable | null> {
    const sealed = await shelf.sealOf(place)
    if (sealed?.key && !vault.hasKey(sealed.key)) return null
    const content = await shelf.open(place)
    return content && Readable.from(content, { objectMode: false })
  }

  async function finish({ id }: ExportRow, values: Pick<ExportRow, 'state'> & Partial<ExportRow>): Promise<boolean> {
    const row = await db
      .updateTable('exports')
      .set(values)
      .where('id', '=', id)
      .where('state', '=', 'processing')
      .returningAll()
      .executeTakeFirst()
    if (row) publish(row.user_id, { type: 'export-changed', ...told(row) })
    return row !== undefined
  }

  async function own(userId: string, exportId: string): Promise<ExportRow> {
    const row = await find(userId, exportId)
    if (!row) throw new Problem('not-found', 'There is no such export, or it is not yours.')
    return row
  }

  const told = (row: ExportRow) => toExport(row, now())

  /** Removes the files of what has expired (`EXPORT_DAYS` after it was asked for), and those nobody remembers. */
  async function clearFiles(): Promise<void> {
    const at = now()
    const expired = await db
      .selectFrom('exports')
      .select(['id', 'user_id'])
      .where('expires_at', '<=', at.toISOString())
      .execute()
    for (const { id, user_id: userId } of expired) await shelf.remove({ userId, id })
    await shelf.clear({
      before: new Date(at.getTime() - UNDERWAY_MS),
      isRemembered: async (id) =>
        (await isWaiting(id)) ||
        (await db.selectFrom('exports').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,
    })
  }

  // Each process of a fleet may have a folder of its own.
  jobs.inEveryProcess('30 * * * *', clearFiles)

  return {
    /** Asks for an export; a job makes it. The fourth of somebody takes the place of the oldest. */
    async request(userId: string, wish: ExportRequest, { address }: { address: string }): Promise<DataExport> {
      const parts = PARTS.filter((part) => wish[`include_${part}`])
      const at = now()
      const row: ExportRow = {
        ...{ id: newId(), user_id: userId, format: wish.format, parts: JSON.stringify(parts) },
        ...{ state: 'processing', created_at: at.toISOString(), bytes: null, sha256: null },
        expires_at: new Date(at.getTime() + EXPORT_DAYS * DAY_MS).toISOString(),
      }
      const dropped = await db.transaction().execute(async (trx) => {
        await trx.insertInto('exports').values(row).execute()
        const older = await trx
          .selectFrom('exports')
          .select('id')
          .where('user_id', '=', userId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .execute()
        const tooMany = older.slice(KEPT).map(({ id }) => id)
        if (tooMany.length > 0) await trx.deleteFrom('exports').where('id', 'in', tooMany).execute()
        await jobs.cancel(trx, tooMany)
        await building.enqueue(trx, { userId, exportId: row.id }, { key: row.id })
        await note(trx, { action: 'export-requested', by: { userId }, address, details: { format: wish.format } })
        return tooMany
      })
      for (const id of dropped) await shelf.remove({ userId, id })
      jobs.wake()
      return told(row)
    },

    /** How far an export is. Throws Problem `not-found`, also for somebody else's. */
    async status(userId: string, exportId: string): Promise<DataExport> {
      return told(await own(userId, exportId))
    },

    /**
     * The file; one that is being made is waited for, 5 s at most, and then null says that it takes longer. With `peek` nothing of it is
     * going to be read. Throws Problem `not-found` when there is none, or it has expired.
     */
    async download(
      userId: string,
      exportId: string,
      { address, peek = false, signal }: { address: string; peek?: boolean; signal: AbortSignal },
    ): Promise<ExportFile | null> {
      let row = await own(userId, exportId)
      for (let waited = 0; row.state === 'processing' && waited < PATIENCE_MS && !signal.aborted; waited += LOOK_MS) {
        await wait(LOOK_MS)
        row = await own(userId, exportId)
      }
      if (row.state === 'processing') return null
      const status = told(row)
      const content = status.status === 'completed' ? await fileOf({ userId, id: exportId }) : null
      if (!content) throw new Problem('not-found', 'This export is no longer there. Ask for a new one.')
      if (!peek)
        await note(db, { action: 'export-downloaded', by: { userId }, address, details: { format: row.format } })
      const isJson = row.format === 'json'
      return {
        ...status,
        content,
        name: `learning-voice-agent-${row.created_at.slice(0, 10)}.${isJson ? 'json' : `${row.format}.zip`}`,
        mime: isJson ? 'application/json; charset=utf-8' : 'application/zip',
      }
    },

    /** Removes what has expired, and files nobody remembers. */
    async clear(): Promise<void> {
      const long = new Date(now().getTime() - REMEMBERED_MS).toISOString()
      await clearFiles()
      await db.deleteFrom('exports').where('expires_at', '<=', long).execute()
    },

    /** Removes every export and import of one learner. */
    async removeAll(userId: string): Promise<void> {
      for (const table of ['exports', 'imports'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
      await shelf.removeAll(userId)
    },
  }
}

/** Tells the size and the SHA-256 digest (hex) of what goes through it. */
function createMeasure() {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async *through(content: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const part of content) {
        const piece = Buffer.from(part)
        hash.update(piece)
        bytes += piece.length
        yield piece
      }
    },
    result: () => ({ bytes, sha256: hash.digest('hex') }),
  }
}

function toExport({ id, format, state, created_at, expires_at, bytes, sha256 }: ExportRow, now: Date): DataExport {
  const status = expires_at <= now.toISOString() ? 'expired' : state
  return {
    ...{ export_id: id, format, status, created_at, expires_at },
    download_url: status === 'completed' ? `/api/gdpr/export/${id}/download` : null,
    ...{ bytes, sha256 },
  }
}
