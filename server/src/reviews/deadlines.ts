import type { NewDeadline } from '@lva/contracts/review-requests'
import type { Deadline } from '@lva/contracts/reviews'
import { daysBetween, localDay } from '../days.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { keyOfConcept } from './names.ts'
import type { ReviewDb } from './review-db.ts'
import type { createWishes } from './wishes.ts'

export const DEADLINES_MAX = 50
/** Prompts an expectation is the mean of. */
const PROMPTS_SEEN = 5_000

/** Days on which something is needed. `moved`: prompts have to find their days anew. */
export function createDeadlines({
  db,
  wishes,
  moved,
  now,
  newId,
}: {
  db: ReviewDb
  wishes: ReturnType<typeof createWishes>
  moved: (userId: string) => Promise<void>
  now: () => Date
  newId: () => string
}) {
  async function list({ userId, timezone }: Learner): Promise<Deadline[]> {
    const today = localDay(now(), timezone)
    const { scheduler } = await wishes.of(userId)
    const rows = await db
      .selectFrom('review_deadlines')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('day')
      .orderBy('id')
      .limit(DEADLINES_MAX)
      .execute()
    const told: Deadline[] = []
    for (const { id, name, day, deck, concept, concept_key, retention } of rows) {
      const cards = await db
        .selectFrom('review_cards as c')
        .innerJoin('review_items as i', (join) =>
          join.onRef('i.id', '=', 'c.item_id').onRef('i.user_id', '=', 'c.user_id'),
        )
        .select(['c.stability', 'c.last_on'])
        .where('c.user_id', '=', userId)
        .$if(deck !== null, (query) => query.where('i.deck', '=', deck ?? ''))
        .$if(concept_key !== null, (query) => query.where('i.concept_key', '=', concept_key ?? ''))
        .limit(PROMPTS_SEEN)
        .execute()
      const expected = cards.flatMap(({ stability, last_on }) =>
        stability === null || last_on === null ? [] : [scheduler.recall({ stability }, daysBetween(last_on, day))],
      )
      told.push({
        ...{ id, name, day, deck, concept, retention, past: day < today, prompts: cards.length, n: expected.length },
        expected: expected.length > 0 ? expected.reduce((sum, one) => sum + one, 0) / expected.length : null,
      })
    }
    return [...told.filter(({ past }) => !past), ...told.filter(({ past }) => past)]
  }

  return {
    list,

    /** Throws Problem `bad-request` for a day that is over. */
    async add(learner: Learner, { name, day, deck, concept, retention }: NewDeadline): Promise<Deadline> {
      const { userId, timezone } = learner
      if (day < localDay(now(), timezone))
        throw new Problem('bad-request', 'That day is over. Choose today or a day to come.')
      const { all } = await db
        .selectFrom('review_deadlines')
        .select((eb) => eb.fn.countAll<number>().as('all'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      if (Number(all) >= DEADLINES_MAX) throw new Problem('bad-request', 'There are 50 deadlines. Remove one first.')
      const id = newId()
      await db
        .insertInto('review_deadlines')
        .values({
          ...{ id, user_id: userId, name: name.trim(), day, deck: deck ?? null, retention },
          ...{ concept: concept ?? null, concept_key: concept ? keyOfConcept(concept) : null },
          created_at: now().toISOString(),
        })
        .execute()
      await moved(userId)
      const made = (await list(learner)).find((deadline) => deadline.id === id)
      if (!made) throw new Problem('not-found', 'The deadline was removed again.')
      return made
    },

    /** Throws Problem `not-found`, also for somebody else's. */
    async remove(userId: string, id: string): Promise<void> {
      const gone = await db
        .deleteFrom('review_deadlines')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
      if (!gone) throw new Problem('not-found', 'There is no such deadline, or it is not yours.')
      await moved(userId)
    },
  }
}
