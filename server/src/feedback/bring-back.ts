import { COMMENT_MAX, FeedbackKind, FeedbackReason } from '@lva/contracts/feedback'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import { type Columns, Flag, type IdOf, Moment } from '../exported.ts'
import type { FeedbackDb } from './feedback-db.ts'

/** Replies to one turn: it is given anew only so often. */
const EARLIER_MAX = 1_000

const Share = z.number().min(0).max(1)

/** A piece of feedback, and what a reply was found to be, as the export has them. */
const Piece = z.object({
  ...{ id: Id, exchange_id: Id, kind: FeedbackKind, earlier: z.int().min(0).max(EARLIER_MAX), noticed: Flag },
  ...{ thumb: Flag.nullable(), rating: z.int().min(1).max(5).nullable(), reason: FeedbackReason.nullable() },
  ...{ comment: text({ max: COMMENT_MAX }).nullable(), at: Moment },
} satisfies Columns<Tables['feedback'], 'user_id' | 'session_id'>)
const Quality = z.object({
  ...{ exchange_id: Id, day: z.iso.date(), answered_at: Moment, score: Share, relevance: Share.nullable() },
  ...{ helpfulness: Share.nullable(), engagement: Share.nullable(), clarity: Share.nullable() },
  accuracy: Share.nullable(),
} satisfies Columns<Tables['reply_quality'], 'user_id' | 'session_id'>)

/** Brings back what was said and noticed of replies, and how good they were; of replies that are here and this learner's, and once each. */
export function createBringBack({ db }: { db: FeedbackDb }) {
  const replyOf = (userId: string, exchangeId: string) =>
    db
      .selectFrom('exchanges')
      .select('session_id')
      .where('user_id', '=', userId)
      .where('id', '=', exchangeId)
      .where('state', 'in', ['answered', 'interrupted'])
      .executeTakeFirst()

  return {
    async feedback(userId: string, given: readonly unknown[], idOf: IdOf): Promise<{ added: number; refused: number }> {
      const brought = { added: 0, refused: 0 }
      for (const one of given) {
        const { data: piece } = Piece.safeParse(one)
        const reply = piece && (await replyOf(userId, idOf(piece.exchange_id)))
        if (!piece || !reply) {
          brought.refused += 1
          continue
        }
        const ids = { id: idOf(piece.id), user_id: userId, exchange_id: idOf(piece.exchange_id) }
        const row = await db
          .insertInto('feedback')
          .values({ ...piece, ...ids, session_id: reply.session_id })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (row) brought.added += 1
      }
      return brought
    },

    async quality(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      for (const quality of given.flatMap((one) => Quality.safeParse(one).data ?? [])) {
        const exchangeId = idOf(quality.exchange_id)
        const reply = await replyOf(userId, exchangeId)
        if (!reply) continue
        await db
          .insertInto('reply_quality')
          .values({ ...quality, user_id: userId, exchange_id: exchangeId, session_id: reply.session_id })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },
  }
}
