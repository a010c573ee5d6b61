import type {
  CorrectionFeedback,
  ExplicitFeedback,
  FeedbackBatch,
  FeedbackBatchTaken,
  FeedbackKind,
  FeedbackTaken,
  ImplicitFeedback,
} from '@lva/contracts/feedback'
import type { Insertable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { FeedbackDb, FeedbackTrx } from './feedback-db.ts'
import { OF_NOBODY } from './judging.ts'

type Piece = FeedbackBatch['feedback'][number]
type Row = Insertable<Tables['feedback']>

/** A piece of feedback that was kept, for the log of facts: numbers and ids only. */
export interface Given {
  /** The same for whatever is said, in the end, of one reply. */
  once: string
  userId: string
  at: Date
  sessionId: string
  exchangeId: string
  kind: FeedbackKind
  /** A thumb (0, 1) or a rating (1–5), whichever there is. */
  value: number | null
}

/**
 * Takes in what learners say of replies, and what their pages noticed. Once for each reply and kind: sent twice it is kept once. `record`
 * notes what somebody gave by themselves, `unrecord` that they took it back, `judge` has the reply judged anew; all in the transaction.
 */
export function createGiving({
  db,
  offOf,
  record,
  unrecord,
  judge,
  now,
  newId,
}: {
  db: FeedbackDb
  offOf(userId: string): Promise<ReadonlySet<FeedbackKind>>
  record(trx: FeedbackTrx, given: Given): Promise<unknown>
  unrecord(trx: FeedbackTrx, userId: string, once: string): Promise<void>
  judge(trx: FeedbackTrx, of: { userId: string; exchangeId: string }): Promise<void>
  now: () => Date
  newId: () => string
}) {
  /** Throws Problem `not-found` for a turn without a reply, also for somebody else's. */
  async function take(userId: string, piece: Piece, off: ReadonlySet<FeedbackKind>): Promise<FeedbackTaken> {
    const kind = piece.type === 'implicit' ? piece.kind : piece.type
    return db.transaction().execute(async (trx) => {
      const turn = await trx
        .selectFrom('exchanges')
        .select(['session_id', 'state'])
        .where('id', '=', piece.exchange_id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (!turn || (turn.state !== 'answered' && turn.state !== 'interrupted'))
        throw new Problem('not-found', 'There is no such reply, or it is not yours.')
      if (off.has(kind)) return { id: null, kept: false }
      const at = piece.type === 'implicit' ? notLater(piece.at, now()) : now()
      const row: Row = {
        ...{ ...OF_NOBODY, ...saidIn(piece), noticed: 0, kind, at: at.toISOString() },
        ...{ id: newId(), user_id: userId, session_id: turn.session_id, exchange_id: piece.exchange_id },
      }
      const id = await put(trx, row)
      const { session_id: sessionId, exchange_id: exchangeId } = row
      const once = piece.type === 'implicit' ? null : await onceFor(trx, userId, { exchangeId, kind })
      if (once !== null)
        await record(trx, { once, userId, at, sessionId, exchangeId, kind, value: row.thumb ?? row.rating ?? null })
      await judge(trx, { userId, exchangeId })
      return { id, kept: true }
    })
  }

  /** What was said takes the place of what was said before; what was noticed is known already. */
  async function put(trx: FeedbackTrx, row: Row): Promise<string> {
    const { thumb, rating, reason, comment, at, noticed } = row
    const { id } = await trx
      .insertInto('feedback')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'exchange_id', 'kind', 'earlier'])
          .doUpdateSet((eb) =>
            row.kind === 'explicit' || row.kind === 'correction'
              ? { thumb, rating, reason, comment, at, noticed }
              : { at: eb.ref('feedback.at') },
          ),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  /** However often somebody changes their mind about a reply, it is one; a reply that was given anew is another. */
  async function onceFor(
    trx: FeedbackTrx,
    userId: string,
    { exchangeId, kind }: { exchangeId: string; kind: FeedbackKind },
  ): Promise<string> {
    const { replies } = await trx
      .selectFrom('feedback')
      .select(({ fn }) => fn.max('earlier').as('replies'))
      .where('user_id', '=', userId)
      .where('exchange_id', '=', exchangeId)
      .executeTakeFirstOrThrow()
    return [exchangeId, kind, Number(replies ?? 0)].join('\0')
  }

  const one = async (userId: string, piece: Piece) => take(userId, piece, await offOf(userId))

  return {
    explicit: (userId: string, said: ExplicitFeedback) => one(userId, { type: 'explicit', ...said }),
    implicit: (userId: string, said: ImplicitFeedback) => one(userId, { type: 'implicit', ...said }),
    correction: (userId: string, said: CorrectionFeedback) => one(userId, { type: 'correction', ...said }),

    /** Each by itself: one that cannot be taken keeps out none of the others. */
    async batch(userId: string, { feedback }: FeedbackBatch): Promise<FeedbackBatchTaken> {
      const off = await offOf(userId)
      const results: FeedbackBatchTaken['results'] = []
      for (const piece of feedback) {
        try {
          if (piece.type === 'explicit' && saysNothing(piece)) throw new Problem('bad-request', 'It says nothing.')
          results.push({ ...(await take(userId, piece, off)), code: null })
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          results.push({ id: null, kept: false, code: error.code })
        }
      }
      return { results, kept: results.filter(({ kept }) => kept).length }
    },

    /** Takes back what was said of a reply. Throws Problem `not-found` when nothing was, also for somebody else's. */
    async takeBack(userId: string, exchangeId: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const gone = await trx
          .deleteFrom('feedback')
          .where('user_id', '=', userId)
          .where('exchange_id', '=', exchangeId)
          .where('kind', '=', 'explicit')
          .where('earlier', '=', 0)
          .returning('id')
          .executeTakeFirst()
        if (!gone) throw new Problem('not-found', 'Nothing was said of that reply, or it is not yours.')
        await unrecord(trx, userId, await onceFor(trx, userId, { exchangeId, kind: 'explicit' }))
        await judge(trx, { userId, exchangeId })
      })
    },
  }
}

function saidIn(piece: Piece): Pick<Row, 'thumb' | 'rating' | 'reason' | 'comment'> {
  if (piece.type === 'implicit') return { thumb: null, rating: null, reason: null, comment: null }
  const comment = piece.comment?.trim() || null
  if (piece.type === 'correction') return { thumb: null, rating: null, reason: null, comment }
  const { thumb, rating = null, reason = null } = piece
  return { thumb: thumb == null ? null : thumb === 'up' ? 1 : 0, rating, reason, comment }
}

const saysNothing = (piece: Piece) => Object.values(saidIn(piece)).every((one) => one === null)

/** When it was, as far as that can be: a device's clock may be ahead. */
const notLater = (at: string | null | undefined, now: Date) => (at && new Date(at) < now ? new Date(at) : now)
