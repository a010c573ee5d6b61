import type { ItemState, PromptKind } from '@lva/contracts/reviews'
import { localDay } from '../days.ts'
import type { Facts } from '../facts/facts.ts'
import type { Learner } from '../learner.ts'
import { type Cards, givenIn } from './cards.ts'
import { ITEMS_MAX, itemsOf } from './items.ts'
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

/** The keys of the cards that were new, and how many others there was no room for. */
interface Brought {
  fresh: Set<string>
  full: number
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
  /** Which of these cards are here: they were brought in before, or given out from here. */
  async function knownOf(trx: ReviewTrx, userId: string, keys: readonly string[]): Promise<Set<string | null>> {
    const brought = trx
      .selectFrom('review_items')
      .select('import_key as key')
      .where('user_id', '=', userId)
      .where('import_key', 'in', keys)
    const ours = trx
      .selectFrom('review_prompts')
      .select('id as key')
      .where('user_id', '=', userId)
      .where('id', 'in', keys)
    return new Set([...(await brought.execute()), ...(await ours.execute())].map(({ key }) => key))
  }

  /** Brings some cards in that nobody knows yet, no more than there is room for. */
  async function bringSome(
    trx: ReviewTrx,
    { userId, timezone }: Learner,
    given: readonly BroughtCard[],
    { room }: { room: number },
  ): Promise<Brought> {
    const at = now().toISOString()
    const byKey = new Map(given.map((card) => [card.key, card]))
    const known = await knownOf(trx, userId, [...byKey.keys()])
    const unknown = [...byKey.keys()].filter((key) => !known.has(key))
    const ids = unknown.slice(0, Math.max(0, room)).map((key) => [key, newId()] as const)
    const full = unknown.length - ids.length
    if (ids.length === 0) return { fresh: new Set(), full }
    const fresh = await trx
      .insertInto('review_items')
      .values(
        ids.flatMap(([key, id]) => {
          const card = byKey.get(key)
          if (!card) return []
          return {
            ...{ id, user_id: userId, concept: card.concept, concept_key: keyOfConcept(card.concept), deck: card.deck },
            ...{ state: 'kept', made_by: 'import', made_from: null, import_key: key, needed_on: null },
            ...{ created_at: at, kept_at: at, kept_on: localDay(at, timezone) },
          }
        }),
      )
      .onConflict((conflict) => conflict.columns(['user_id', 'import_key']).doNothing())
      .returning(['id', 'import_key'])
      .execute()
    const taken = fresh.flatMap(({ id, import_key }) => {
      const card = byKey.get(import_key ?? '')
      return card ? { id, promptId: newId(), card } : []
    })
    if (taken.length === 0) return { fresh: new Set(), full }
    await trx
      .insertInto('review_prompts')
      .values(
        taken.map(({ id, promptId, card }) => ({
          ...{ id: promptId, user_id: userId, item_id: id, position: 0, kind: 'recall', text: storable(card.question) },
          ...{ suspended: card.suspended ? 1 : 0, given: card.schedule && JSON.stringify({ at, ...card.schedule }) },
        })),
      )
      .execute()
    await trx
      .insertInto('review_points')
      .values(
        taken.flatMap(({ id, card }) =>
          card.points.map((text, position) => ({
            ...{ id: newId(), user_id: userId, item_id: id, position, text: storable(text), edited: 0 },
            ...{ source_kind: null, source_id: null, session_id: null, span_start: null, span_end: null },
          })),
        ),
      )
      .execute()
    const reviews = taken.flatMap(({ id, promptId, card }) =>
      card.reviews.map((review) => factOf(review, id, promptId)),
    )
    await facts.recordAll(
      trx,
      userId,
      reviews.map((review) => ({ ...review, userId })),
    )
    await cards.placeItems(
      trx,
      userId,
      taken.map(({ id }) => id),
      { reviewed: false },
    )
    return { fresh: new Set(taken.map(({ card }) => card.key)), full }
  }

  return {
    /** How many more cards a learner may bring in. */
    room: async (userId: string): Promise<number> => ITEMS_MAX - (await itemsOf(db, userId)),

    /** Brings cards in, at most `room` that are new. Every card needs a point. */
    async bringIn(learner: Learner, given: readonly BroughtCard[], { room }: { room: number }): Promise<Brought> {
      const brought: Brought = { fresh: new Set(), full: 0 }
      for (let from = 0; from < given.length; from += AT_ONCE) {
        const some = given.slice(from, from + AT_ONCE)
        const left = { room: room - brought.fresh.size }
        const { fresh, full } = await db.transaction().execute((trx) => bringSome(trx, learner, some, left))
        for (const key of fresh) brought.fresh.add(key)
        brought.full += full
      }
      return brought
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

function factOf({ id, at, rating, scheduledDays }: BroughtCard['reviews'][number], item: string, prompt: string) {
  return {
    ...{ id, kind: 'review' as const, at, subjectId: prompt },
    data: {
      ...{ item, prompt, prompt_kind: 'recall', rating, recalled: rating > 1 ? (1 as const) : (0 as const) },
      ...{ graded_by: 'self' as const, source: 'anki' as const, scheduled_days: Math.max(0, scheduledDays) },
    },
  }
}

const storable = (text: string) => text.replaceAll('\0', '').slice(0, TEXT_MAX).toWellFormed()
