import type { ItemState, PromptKind } from '@lva/contracts/reviews'
import { localDay } from '../days.ts'
import type { Facts } from '../facts/facts.ts'
import type { Learner } from '../learner.ts'
import { type Cards, givenIn } from './cards.ts'
import { keyOfConcept } from './names.ts'
import type { Given } from './replay.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'

/** Cards brought in by one transaction. */
const AT_ONCE = 50
const TEXT_MAX = 2_000

/** A card as another program had it. `key` is what it is known by there: the same one twice is one card. */
export interface BroughtCard {
  key: string
  deck: string
  concept: string
  question: string
  points: readonly string[]
  suspended: boolean
  /** Its schedule there; null: it is new. */
  schedule: Omit<Given, 'at'> | null
  /** Its reviews there; `id` is the same for the same one. */
  reviews: ReadonlyArray<{ id: string; at: Date; rating: number; scheduledDays: number }>
}

/** A prompt as another program may take it. */
export interface CardOut {
  promptId: string
  itemId: string
  key: string | null
  deck: string
  concept: string
  kind: PromptKind
  question: string
  points: string[]
  state: ItemState
  suspended: boolean
  schedule: {
    dueOn: string
    stability: number | null
    difficulty: number | null
    lastOn: string | null
    reviews: number
    lapses: number
  } | null
  reviews: Array<{ at: string; rating: number; scheduledDays: number }>
}

/** Brings cards of other programs in, kept and with their schedules, and gives one's own out. */
export function createOutside({
  db,
  cards,
  facts,
  now,
  newId,
}: {
  db: ReviewDb
  cards: Cards
  facts: Pick<Facts, 'recordAll'>
  now: () => Date
  newId: () => string
}) {
  async function bringOne(trx: ReviewTrx, learner: Learner, card: BroughtCard): Promise<boolean> {
    const { userId, timezone } = learner
    // What was given out and comes back is known.
    if (await cards.prompts(trx, userId).where('p.id', '=', card.key).executeTakeFirst()) return false
    const at = now().toISOString()
    const [id, promptId] = [newId(), newId()]
    const fresh = await trx
      .insertInto('review_items')
      .values({
        ...{ id, user_id: userId, concept: card.concept, concept_key: keyOfConcept(card.concept), deck: card.deck },
        ...{ state: 'kept', made_by: 'import', made_from: null, import_key: card.key, needed_on: null },
        ...{ created_at: at, kept_at: at, kept_on: localDay(at, timezone) },
      })
      .onConflict((conflict) => conflict.columns(['user_id', 'import_key']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!fresh) return false
    await trx
      .insertInto('review_prompts')
      .values({
        ...{ id: promptId, user_id: userId, item_id: id, position: 0, kind: 'recall', text: storable(card.question) },
        ...{ suspended: card.suspended ? 1 : 0, given: card.schedule && JSON.stringify({ at, ...card.schedule }) },
      })
      .execute()
    await trx
      .insertInto('review_points')
      .values(
        card.points.map((text, position) => ({
          ...{ id: newId(), user_id: userId, item_id: id, position, text: storable(text), edited: 0 },
          ...{ source_kind: null, source_id: null, session_id: null, span_start: null, span_end: null },
        })),
      )
      .execute()
    await facts.recordAll(
      trx,
      userId,
      card.reviews.map(({ id: review, at, rating, scheduledDays }) => ({
        ...{ id: review, userId, kind: 'review' as const, at, subjectId: promptId },
        data: {
          ...{
            item: id,
            prompt: promptId,
            prompt_kind: 'recall',
            rating,
            recalled: rating > 1 ? (1 as const) : (0 as const),
          },
          ...{ graded_by: 'self' as const, source: 'anki' as const, scheduled_days: Math.max(0, scheduledDays) },
        },
      })),
    )
    await cards.placeItems(trx, userId, [id])
    return true
  }

  return {
    /** Brings cards in; resolves with the keys of those that were new. Every card needs a point. */
    async bringIn(learner: Learner, given: readonly BroughtCard[]): Promise<string[]> {
      const fresh: string[] = []
      for (let from = 0; from < given.length; from += AT_ONCE)
        await db.transaction().execute(async (trx) => {
          for (const card of given.slice(from, from + AT_ONCE))
            if (await bringOne(trx, learner, card)) fresh.push(card.key)
        })
      return fresh
    },

    /** Prompts of kept items after one of them, in the order of their ids. */
    async pages(userId: string, { after, limit }: { after: string | null; limit: number }): Promise<CardOut[]> {
      const rows = await cards
        .prompts(db, userId)
        .leftJoin('review_cards as c', 'c.prompt_id', 'p.id')
        .select(['i.import_key', 'c.due_on', 'c.stability', 'c.difficulty', 'c.last_on', 'c.reviews', 'c.lapses'])
        .where('i.state', '=', 'kept')
        .$if(after !== null, (query) => query.where('p.id', '>', after ?? ''))
        .orderBy('p.id')
        .limit(limit)
        .execute()
      const points =
        rows.length === 0
          ? []
          : await db
              .selectFrom('review_points')
              .select(['item_id', 'text'])
              .where('user_id', '=', userId)
              .where('item_id', 'in', [...new Set(rows.map(({ item_id }) => item_id))])
              .orderBy('position')
              .execute()
      const told: CardOut[] = []
      for (const row of rows) {
        const taken = await cards.takenOf(db, userId, row.id)
        told.push({
          ...{ promptId: row.id, itemId: row.item_id, key: row.import_key, deck: row.deck, concept: row.concept },
          ...{ kind: row.kind, question: row.text, state: row.state, suspended: row.suspended === 1 },
          points: points.filter(({ item_id }) => item_id === row.item_id).map(({ text }) => text),
          schedule: scheduleOf(row),
          reviews: taken.map(({ at, data }) => ({ at, rating: data.rating, scheduledDays: data.scheduled_days ?? 0 })),
        })
      }
      return told
    },
  }
}

/** Where a prompt stands; of one that is suspended, where it stood when it was brought in. */
function scheduleOf(row: {
  given: string | null
  due_on: string | null
  stability: number | null
  difficulty: number | null
  last_on: string | null
  reviews: number | null
  lapses: number | null
}): CardOut['schedule'] {
  const { due_on, stability, difficulty, last_on, reviews, lapses } = row
  if (due_on !== null)
    return { dueOn: due_on, stability, difficulty, lastOn: last_on, reviews: reviews ?? 0, lapses: lapses ?? 0 }
  const given = givenIn(row.given)
  if (!given) return null
  const { stability: held, difficulty: hard } = given
  return {
    ...{ dueOn: given.due_on, stability: held, difficulty: hard, lastOn: given.last_on },
    ...{ reviews: given.reviews, lapses: given.lapses },
  }
}

const storable = (text: string) => text.replaceAll('\0', '').slice(0, TEXT_MAX).toWellFormed()
