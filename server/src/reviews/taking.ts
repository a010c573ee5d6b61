import type { GradedBy } from '@lva/contracts/reviews'
import { localDay } from '../days.ts'
import type { Facts } from '../facts/facts.ts'
import type { Learner } from '../learner.ts'
import { type Cards, givenIn, type PromptRow, reviewsAfter } from './cards.ts'
import { conceptIds } from './concepts.ts'
import { createDeadlineRows } from './deadline-rows.ts'
import { newCard, replay } from './replay.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'
import type { createWishes } from './wishes.ts'

/** One answer to one prompt, graded. `id` is the same for the same one told again. */
export interface Answered {
  id: string
  promptId: string
  at: Date
  rating: number
  gradedBy: GradedBy
  share?: number | null
  /** The review it takes the place of. */
  corrects?: string | null
  reviewSession?: string | null
  sessionId?: string | null
  exchangeId?: string | null
}

export type Taking = ReturnType<typeof createTaking>

/** Takes reviews down, late ones and double ones too, and takes them back: the log first, the card from it. */
export function createTaking({
  facts,
  cards,
  wishes,
  now,
}: {
  facts: Pick<Facts, 'record'>
  cards: Cards
  wishes: ReturnType<typeof createWishes>
  now: () => Date
}) {
  const deadlines = createDeadlineRows()

  async function promptOf(on: ReviewDb, userId: string, promptId: string): Promise<PromptRow | null> {
    const row = await cards.prompts(on, userId).where('p.id', '=', promptId).executeTakeFirst()
    return row ?? null
  }

  /** What a review would make of its prompt; null when the prompt is gone or not kept. Changes nothing. */
  async function look(on: ReviewDb, { userId, timezone }: Learner, answered: Answered) {
    const prompt = await promptOf(on, userId, answered.promptId)
    if (prompt?.state !== 'kept' || prompt.suspended === 1) return null
    const own = await wishes.of(userId, on)
    const given = givenIn(prompt.given)
    const day = localDay(answered.at, timezone)
    const before = (await cards.takenOf(on, userId, prompt.id)).filter(
      ({ id }) => id !== answered.corrects && id !== answered.id,
    )
    const one = { id: answered.id, at: answered.at.toISOString(), day, rating: answered.rating }
    const needed = await deadlines.neededFor(on, userId, prompt)
    const { card, steps } = replay(newCard(prompt.kept_on ?? day, given), [...reviewsAfter(given, before), one], {
      ...{ scheduler: own.scheduler, needed, seed: prompt.id },
    })
    return { prompt, own, made: steps.get(one.id), dueOn: card.dueOn }
  }

  async function takeBack(trx: ReviewTrx, userId: string, { id, promptId }: { id: string; promptId: string }) {
    await facts.record(trx, {
      ...{ userId, kind: 'review-undone', at: now(), subjectId: promptId, data: { review: id, prompt: promptId } },
    })
  }

  /** Two reviews of one prompt at once come one after the other, or the card of the first would not know of the second. */
  const hold = (trx: ReviewTrx, userId: string, promptId: string) => cards.hold(trx, userId, 'id', [promptId])

  return {
    look,

    /** Takes one down in its transaction; resolves with whether it is new. Null: the prompt is gone or not kept. */
    async take(trx: ReviewTrx, learner: Learner, answered: Answered): Promise<boolean | null> {
      const { userId } = learner
      await hold(trx, userId, answered.promptId)
      const seen = await look(trx, learner, answered)
      if (!seen) return null
      const { prompt, own, made } = seen
      const concept = (await conceptIds(trx, userId, [prompt.concept_key])).get(prompt.concept_key)
      if (answered.corrects) await takeBack(trx, userId, { id: answered.corrects, promptId: prompt.id })
      const fresh = await facts.record(trx, {
        ...{ id: answered.id, userId, kind: 'review', at: answered.at },
        ...{ sessionId: answered.sessionId ?? null, exchangeId: answered.exchangeId ?? null, subjectId: prompt.id },
        data: {
          ...{ item: prompt.item_id, prompt: prompt.id, prompt_kind: prompt.kind },
          ...{ rating: answered.rating, recalled: answered.rating > 1 ? 1 : 0, graded_by: answered.gradedBy },
          ...{ retrievability: made?.predicted ?? null, elapsed_days: made?.elapsed ?? null },
          ...{ stability: made?.memory.stability ?? null, difficulty: made?.memory.difficulty ?? null },
          ...{ scheduled_days: made?.interval ?? null, share: answered.share ?? null },
          ...{ review_session: answered.reviewSession ?? null, topics: concept ? [concept] : [] },
        },
      })
      if (fresh) await cards.place(trx, userId, prompt, own)
      return fresh
    },

    /** Takes one back in its transaction: the prompt stands where it stood before. */
    async undo(trx: ReviewTrx, userId: string, review: { id: string; promptId: string }): Promise<void> {
      await hold(trx, userId, review.promptId)
      await takeBack(trx, userId, review)
      const prompt = await promptOf(trx, userId, review.promptId)
      if (prompt) await cards.place(trx, userId, prompt, await wishes.of(userId, trx))
    },
  }
}
