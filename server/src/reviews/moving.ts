import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Cards } from './cards.ts'
import type { ReviewDb } from './review-db.ts'

/** Prompts whose days are found while their learner waits; those of more are found by a job. */
const AT_ONCE_MAX = 200

const OfLearner = z.object({ userId: z.string(), anew: z.boolean() })

/** Has all prompts of a learner find their days after what these rest on has changed; `anew`: by all of their reviews. */
export function createMoving({
  db,
  jobs,
  cards,
  changed,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind'>
  cards: Pick<Cards, 'move' | 'rebuild'>
  changed: (userId: string) => void
}) {
  const moving = jobs.kind('move-reviews', OfLearner, { places: 1 })

  async function move({ userId, anew }: z.infer<typeof OfLearner>): Promise<void> {
    await (anew ? cards.rebuild(userId) : cards.move(userId))
    changed(userId)
  }
  moving.does(move)

  return async function moved(userId: string, { anew }: { anew: boolean }): Promise<void> {
    const some = await db
      .selectFrom('review_prompts')
      .select('id')
      .where('user_id', '=', userId)
      .limit(AT_ONCE_MAX + 1)
      .execute()
    if (some.length <= AT_ONCE_MAX) await move({ userId, anew })
    // Ten changes of a slider are one move.
    else await moving.enqueue(db, { userId, anew }, { key: anew ? `anew ${userId}` : userId })
  }
}
