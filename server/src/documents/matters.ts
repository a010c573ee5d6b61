import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Heard, Telling } from '../knowledge/knowledge.ts'
import type { DocumentDb, DocumentRow } from './kept.ts'

/** Parts that are heard, spread over the whole: what it is about comes again and again. */
const PARTS_MAX = 60
const PARTS_AT_ONCE = 20
/** Whoever gives several documents waits for what is written in them, and not for this. */
const LATER_MS = 60_000

const OfDocument = z.object({ userId: z.string(), documentId: z.string() })

// biome-ignore lint/suspicious/noExplicitAny: a transaction over all of the house's tables
type AnyTransaction = Transaction<any>

/** Where it is known what texts speak of. What changes it acts in the caller's transaction. */
export interface Graph {
  hearAll(texts: AsyncIterable<string>, how: { userId: string; signal: AbortSignal }): Promise<Heard>
  take(trx: AnyTransaction, userId: string, tellings: readonly Telling[]): Promise<void>
  withdraw(trx: AnyTransaction, userId: string, sourceIds: readonly string[]): Promise<void>
}

/** Has it heard what documents are about, once they are read. */
export function createMatters({ db, jobs, graph }: { db: DocumentDb; jobs: Pick<Jobs, 'kind'>; graph: Graph }) {
  const kind = jobs.kind('hear-document', OfDocument, { places: 1 })

  kind.does(async ({ userId, documentId }, { signal }) => {
    let opening = ''
    async function* texts() {
      for await (const text of textsOf(userId, documentId)) {
        opening ||= text
        yield text
      }
    }
    const heard = await graph.hearAll(texts(), { userId, signal })
    await db.transaction().execute(async (trx) => {
      // It may have gone meanwhile: whoever removed it has withdrawn what was there then.
      const row = await trx
        .selectFrom('documents')
        .select('created_at')
        .where('id', '=', documentId)
        .where('user_id', '=', userId)
        .where('state', '=', 'ready')
        .executeTakeFirst()
      if (!row) return
      await graph.withdraw(trx, userId, [documentId])
      const telling = { sourceKind: 'document' as const, sourceId: documentId, sessionId: null, at: row.created_at }
      await graph.take(trx, userId, [{ ...telling, text: opening, heard }])
    })
  })

  async function* textsOf(userId: string, documentId: string): AsyncGenerator<string> {
    const mine = db.selectFrom('document_parts').where('document_id', '=', documentId).where('user_id', '=', userId)
    const { parts } = await mine.select((eb) => eb.fn.countAll<number>().as('parts')).executeTakeFirstOrThrow()
    const numbers = spread(Number(parts))
    for (let at = 0; at < numbers.length; at += PARTS_AT_ONCE) {
      const some = numbers.slice(at, at + PARTS_AT_ONCE)
      const rows = await mine.select('text').where('number', 'in', some).orderBy('number').execute()
      for (const { text } of rows) yield text
    }
  }

  return {
    /** Has a document heard that is read, in the transaction that says so. */
    enqueue: (trx: DocumentDb, { id: documentId, user_id: userId }: DocumentRow) =>
      kind.enqueue(trx, { userId, documentId }, { key: documentId, inMs: LATER_MS }),
  }
}

/** Numbers of parts, from the first on, as far apart as they have to be. */
function spread(parts: number): number[] {
  const heard = Math.min(parts, PARTS_MAX)
  return Array.from({ length: heard }, (_, n) => 1 + Math.floor((n * parts) / heard))
}
