import { fixed } from '../db/fixed.ts'
import type { ReviewDb } from './review-db.ts'

/** The reviews of one learner, to be narrowed further. */
export const ownIn = (on: ReviewDb, userId: string) =>
  on.selectFrom('review_sessions').selectAll().where('user_id', '=', userId)

/** The latest review that took place in a conversation; none: there was none. Every turn asks. */
export const latestIn = fixed((db: ReviewDb, { userId, sessionId }: { userId: string; sessionId: string }) =>
  ownIn(db, userId).where('session_id', '=', sessionId).orderBy('began_at', 'desc').limit(1),
)
