import type { DuePrompt } from '@lva/contracts/review-requests'
import type { Decks, ReviewCounts, ReviewForecast } from '@lva/contracts/reviews'
import { addDays, daysBetween } from '../days.ts'
import type { AsOf, createReading } from './reading.ts'
import type { ReviewDb } from './review-db.ts'

/** How far ahead another item is looked for. */
const LOOKED_AT = 20
/** Prompts that wait and are put into an order. */
const WAITING_MAX = 2_000

/** Which of the prompts that are due; all of them unless it is said. */
export interface Wanted {
  deck?: string | null | undefined
  conceptKey?: string | null | undefined
  limit: number
}

/** What is due, and how much there is. */
export function createQueue({ db, reading }: { db: ReviewDb; reading: ReturnType<typeof createReading> }) {
  /** How many new ones may still come today. */
  async function room(userId: string, { today }: AsOf, perDay: number): Promise<number> {
    const { begun } = await db
      .selectFrom('review_cards')
      .select((eb) => eb.fn.countAll<number>().as('begun'))
      .where('user_id', '=', userId)
      .where('first_on', '=', today)
      .executeTakeFirstOrThrow()
    return Math.max(0, perDay - Number(begun))
  }

  const cards = (userId: string) =>
    db
      .selectFrom('review_cards as c')
      .innerJoin('review_items as i', (join) =>
        join.onRef('i.id', '=', 'c.item_id').onRef('i.user_id', '=', 'c.user_id'),
      )
      .where('c.user_id', '=', userId)

  async function waiting(userId: string, asOf: AsOf, { deck, conceptKey }: Omit<Wanted, 'limit'>, fresh: boolean) {
    const rows = await cards(userId)
      .select(['c.prompt_id', 'c.item_id', 'c.due_on', 'c.reviews', 'c.stability', 'c.last_on'])
      .where('c.due_on', '<=', asOf.today)
      .where('c.reviews', fresh ? '=' : '>', 0)
      .$if(deck != null, (query) => query.where('i.deck', '=', deck ?? ''))
      .$if(conceptKey != null, (query) => query.where('i.concept_key', '=', conceptKey ?? ''))
      .orderBy('c.due_on')
      .orderBy('c.prompt_id')
      .limit(WAITING_MAX)
      .execute()
    return rows.map(({ prompt_id, item_id, due_on, reviews, stability, last_on }) => ({
      ...{ id: prompt_id, itemId: item_id, dueOn: due_on, reviews },
      retrievability:
        stability === null || last_on === null
          ? null
          : asOf.scheduler.recall({ stability }, daysBetween(last_on, asOf.today)),
    }))
  }

  /** Ids of prompts, in the order they are asked. */
  async function dueIds(userId: string, asOf: AsOf & { newPerDay: number }, wanted: Wanted): Promise<string[]> {
    const fresh = (await waiting(userId, asOf, wanted, true)).slice(0, await room(userId, asOf, asOf.newPerDay))
    const seen = await waiting(userId, asOf, wanted, false)
    return inOrder([...seen, ...fresh])
      .slice(0, wanted.limit)
      .map(({ id }) => id)
  }

  return {
    dueIds,

    async due(userId: string, asOf: AsOf & { newPerDay: number }, wanted: Wanted): Promise<DuePrompt[]> {
      return reading.asked(userId, await dueIds(userId, asOf, wanted), asOf)
    },

    async counts(
      userId: string,
      asOf: AsOf & { newPerDay: number },
    ): Promise<Omit<ReviewCounts, 'reviewed_today' | 'recalled_today'>> {
      const { today } = asOf
      const due = await db
        .selectFrom('review_cards')
        .select((eb) => [
          eb.fn.countAll<number>().filterWhere('reviews', '>', 0).as('seen'),
          eb.fn.countAll<number>().filterWhere('reviews', '=', 0).as('fresh'),
          eb.fn.countAll<number>().filterWhere('due_on', '<', today).filterWhere('reviews', '>', 0).as('overdue'),
        ])
        .where('user_id', '=', userId)
        .where('due_on', '<=', today)
        .executeTakeFirstOrThrow()
      const states = await db
        .selectFrom('review_items')
        .select((eb) => ['state', eb.fn.countAll<number>().as('items')])
        .where('user_id', '=', userId)
        .groupBy('state')
        .execute()
      const of = (state: string) => Number(states.find((row) => row.state === state)?.items ?? 0)
      const fresh = Math.min(Number(due.fresh), await room(userId, asOf, asOf.newPerDay))
      return {
        ...{ due: Number(due.seen) + fresh, overdue: Number(due.overdue), new: fresh },
        ...{ proposed: of('proposed'), kept: of('kept') },
      }
    },

    /** How many prompts come back on which day. New ones are dealt out as their bound allows. */
    async forecast(
      userId: string,
      { today, newPerDay, ...asOf }: AsOf & { newPerDay: number },
      days: number,
    ): Promise<ReviewForecast> {
      const rows = await db
        .selectFrom('review_cards')
        .select((eb) => [
          'due_on',
          eb.fn.countAll<number>().filterWhere('reviews', '>', 0).as('seen'),
          eb.fn.countAll<number>().filterWhere('reviews', '=', 0).as('fresh'),
        ])
        .where('user_id', '=', userId)
        .groupBy('due_on')
        .execute()
      const seen = new Map<string, number>()
      let fresh = 0
      for (const row of rows) {
        const day = row.due_on < today ? today : row.due_on
        seen.set(day, (seen.get(day) ?? 0) + Number(row.seen))
        fresh += Number(row.fresh)
      }
      let begins = await room(userId, { ...asOf, today }, newPerDay)
      const told = Array.from({ length: days }, (_, at) => {
        const day = addDays(today, at)
        const first = Math.min(fresh, begins)
        fresh -= first
        begins = newPerDay
        return { day, due: (seen.get(day) ?? 0) + first, new: first }
      })
      const last = told.at(-1)?.day ?? today
      const after = [...seen].filter(([day]) => day > last).reduce((sum, [, count]) => sum + count, 0)
      return { days: told, later: after + fresh }
    },

    async decks(userId: string, asOf: AsOf & { newPerDay: number }): Promise<Decks['decks']> {
      const items = await db
        .selectFrom('review_items')
        .select((eb) => [
          'deck',
          eb.fn.countAll<number>().as('items'),
          eb.fn.countAll<number>().filterWhere('state', '=', 'kept').as('kept'),
        ])
        .where('user_id', '=', userId)
        .where('state', '!=', 'dropped')
        .groupBy('deck')
        .orderBy('deck')
        .execute()
      const due = await cards(userId)
        .select((eb) => [
          'i.deck',
          eb.fn.countAll<number>().filterWhere('c.reviews', '>', 0).as('seen'),
          eb.fn.countAll<number>().filterWhere('c.reviews', '=', 0).as('fresh'),
        ])
        .where('c.due_on', '<=', asOf.today)
        .groupBy('i.deck')
        .execute()
      const begins = await room(userId, asOf, asOf.newPerDay)
      const dueIn = new Map(due.map(({ deck, seen, fresh }) => [deck, Number(seen) + Math.min(Number(fresh), begins)]))
      return items.map(({ deck, items: all, kept }) => ({
        ...{ name: deck, items: Number(all), kept: Number(kept) },
        due: dueIn.get(deck) ?? 0,
      }))
    },
  }
}

/** A prompt that waits, as far as its place in the queue depends on it. */
interface Waiting {
  id: string
  itemId: string
  dueOn: string
  reviews: number
  /** How likely it is recalled today; null: never reviewed. */
  retrievability: number | null
}

/**
 * In which order prompts are asked: what is nearest to being forgotten first, then what is new, the oldest first. Two of one item are kept
 * apart, because one gives the other away; a later one comes as soon as another stands between. Pure.
 */
function inOrder<One extends Waiting>(waiting: readonly One[]): One[] {
  const seen = waiting
    .filter(({ reviews }) => reviews > 0)
    .sort((a, b) => (a.retrievability ?? 0) - (b.retrievability ?? 0) || a.id.localeCompare(b.id))
  const fresh = waiting
    .filter(({ reviews }) => reviews === 0)
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id))
  return apart([...seen, ...fresh])
}

function apart<One extends Waiting>(queue: readonly One[]): One[] {
  const left = [...queue]
  const dealt: One[] = []
  while (left.length > 0) {
    const last = dealt.at(-1)?.itemId
    const at = left.slice(0, LOOKED_AT).findIndex(({ itemId }) => itemId !== last)
    dealt.push(...left.splice(Math.max(0, at), 1))
  }
  return dealt
}
