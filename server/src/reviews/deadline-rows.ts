import type { Needed } from './deadline.ts'
import type { ReviewDb } from './review-db.ts'

/** What an item asks for by itself. */
const ITEM_RETENTION = 0.9

/** Reads on which days a prompt is needed. */
export function createDeadlineRows() {
  return {
    /** Those of its item, and of everything, its deck and its concept. */
    async neededFor(
      db: ReviewDb,
      userId: string,
      { needed_on, deck, concept_key }: { needed_on: string | null; deck: string; concept_key: string },
    ): Promise<Needed[]> {
      const rows = await db
        .selectFrom('review_deadlines')
        .select(['day', 'retention'])
        .where('user_id', '=', userId)
        .where(({ eb, or }) => or([eb('deck', 'is', null), eb('deck', '=', deck)]))
        .where(({ eb, or }) => or([eb('concept_key', 'is', null), eb('concept_key', '=', concept_key)]))
        .execute()
      return needed_on === null ? rows : [...rows, { day: needed_on, retention: ITEM_RETENTION }]
    },
  }
}
