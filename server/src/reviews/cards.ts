import type { Fact } from '@lva/contracts/facts'
import type { Selectable } from 'kysely'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Facts } from '../facts/facts.ts'
import { createDeadlineRows } from './deadline-rows.ts'
import { type Card, type Given, neededBy, newCard, replay, type Taken } from './replay.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'
import type { createWishes, Wishes } from './wishes.ts'

/** Cards whose days are found anew in one transaction. */
const CARDS_AT_ONCE = 50
const CARDS_MAX = 100_000
/** Reviews of one prompt that are looked at. */
const REVIEWS_MAX = 5_000
/** What is kept without a day is due. */
const FIRST_DAY = '2000-01-01'

type CardRow = Selectable<Tables['review_cards']>
/** A prompt and the item it belongs to. */
export type PromptRow = Selectable<Tables['review_prompts']> &
  Pick<
    Selectable<Tables['review_items']>,
    'concept' | 'concept_key' | 'deck' | 'needed_on' | 'state' | 'made_by' | 'kept_on'
  >

export type Cards = ReturnType<typeof createCards>

/** Where kept prompts stand. All of it follows from the log of reviews, and can be made from it again. */
export function createCards({
  db,
  facts,
  wishes,
}: {
  db: ReviewDb
  facts: Pick<Facts, 'of'>
  wishes: ReturnType<typeof createWishes>
}) {
  const deadlines = createDeadlineRows()

  /** The reviews of a prompt that count, in the order in which they happened. */
  async function takenOf(on: AnyDb, userId: string, promptId: string): Promise<Fact<'review'>[]> {
    const reviews: Fact<'review'>[] = []
    const gone = new Set<string>()
    const kinds = ['review', 'review-undone'] as const
    for (const fact of await facts.of(userId, { kinds, subjectId: promptId, limit: REVIEWS_MAX }, on)) {
      if (fact.kind === 'review') reviews.push(fact)
      else gone.add(fact.data.review)
    }
    return reviews.filter(({ id }) => !gone.has(id))
  }

  /** Puts a prompt where its reviews, and whatever it is needed for, have it. A prompt that is not kept has no card. */
  async function place(
    trx: ReviewTrx,
    userId: string,
    prompt: PromptRow,
    { scheduler }: Wishes,
    { reviewed = true }: { reviewed?: boolean } = {},
  ): Promise<void> {
    if (prompt.state !== 'kept' || prompt.suspended === 1) {
      await trx.deleteFrom('review_cards').where('user_id', '=', userId).where('prompt_id', '=', prompt.id).execute()
      return
    }
    const given = givenIn(prompt.given)
    const taken = reviewed ? reviewsAfter(given, await takenOf(trx, userId, prompt.id)) : []
    const start = newCard(prompt.kept_on ?? FIRST_DAY, given)
    const needed = await deadlines.neededFor(trx, userId, prompt)
    const { card, steps } = replay(start, taken, { scheduler, needed, seed: prompt.id })
    const natural = [...steps.values()].at(-1)?.dueOn ?? start.dueOn
    await store(trx, userId, prompt, { ...card, naturalOn: natural })
  }

  /** Whoever moves cards holds their prompts first: what is reviewed meanwhile comes after, and sees what became of them. */
  async function hold(trx: ReviewTrx, userId: string, column: 'id' | 'item_id', ids: readonly string[]): Promise<void> {
    await trx
      .updateTable('review_prompts')
      .set((eb) => ({ position: eb.ref('position') }))
      .where('user_id', '=', userId)
      .where(column, 'in', ids)
      .execute()
  }

  const one = (on: ReviewDb, userId: string, promptId: string) =>
    on
      .selectFrom('review_cards')
      .selectAll()
      .where('user_id', '=', userId)
      .where('prompt_id', '=', promptId)
      .executeTakeFirst()

  /** Prompts of a learner with their items; `ids`: of those. */
  function prompts(on: ReviewDb, userId: string) {
    return on
      .selectFrom('review_prompts as p')
      .innerJoin('review_items as i', (join) =>
        join.onRef('i.id', '=', 'p.item_id').onRef('i.user_id', '=', 'p.user_id'),
      )
      .selectAll('p')
      .select(['i.concept', 'i.concept_key', 'i.deck', 'i.needed_on', 'i.state', 'i.made_by', 'i.kept_on'])
      .where('p.user_id', '=', userId)
  }

  return {
    hold,
    one,
    prompts,
    takenOf,
    place,

    /** Puts all prompts of items in their places. `reviewed` false: nothing of them was reviewed here yet. */
    async placeItems(
      trx: ReviewTrx,
      userId: string,
      itemIds: readonly string[],
      how: { reviewed?: boolean } = {},
    ): Promise<void> {
      if (itemIds.length === 0) return
      if (how.reviewed !== false) await hold(trx, userId, 'item_id', itemIds)
      const own = await wishes.of(userId, trx)
      for (const prompt of await prompts(trx, userId).where('p.item_id', 'in', itemIds).execute())
        await place(trx, userId, prompt, own, how)
    },

    /** Moves the days of prompts after what they are needed for has changed; nothing is replayed. */
    async move(userId: string): Promise<void> {
      await everyPrompt(async (trx, own, prompt) => {
        const row = await one(trx, userId, prompt.id)
        if (!row) return
        const needed = await deadlines.neededFor(trx, userId, prompt)
        const due = neededBy(cardOf(row), { scheduler: own.scheduler, needed, seed: prompt.id })
        if (due !== row.due_on)
          await trx
            .updateTable('review_cards')
            .set({ due_on: due })
            .where('user_id', '=', userId)
            .where('prompt_id', '=', prompt.id)
            .execute()
      }, userId)
    },

    /** Makes all of it anew from the log. */
    rebuild: (userId: string): Promise<void> =>
      everyPrompt((trx, own, prompt) => place(trx, userId, prompt, own), userId),
  }

  /** Goes through all prompts of a learner, some in each transaction, so that others are heard in between. */
  async function everyPrompt(
    visit: (trx: ReviewTrx, own: Wishes, prompt: PromptRow) => Promise<void>,
    userId: string,
  ): Promise<void> {
    let after = ''
    for (let seen = 0; seen < CARDS_MAX; seen += CARDS_AT_ONCE) {
      const last = await db.transaction().execute(async (trx) => {
        const own = await wishes.of(userId, trx)
        const next = await trx
          .selectFrom('review_prompts')
          .select('id')
          .where('user_id', '=', userId)
          .where('id', '>', after)
          .orderBy('id')
          .limit(CARDS_AT_ONCE)
          .execute()
        const ids = next.map(({ id }) => id)
        if (ids.length === 0) return null
        await hold(trx, userId, 'id', ids)
        for (const prompt of await prompts(trx, userId).where('p.id', 'in', ids).execute())
          await visit(trx, own, prompt)
        return ids.length < CARDS_AT_ONCE ? null : (ids.at(-1) ?? null)
      })
      if (last === null) return
      after = last
    }
  }

  async function store(
    trx: ReviewTrx,
    userId: string,
    { id, item_id }: PromptRow,
    card: Card & { naturalOn: string },
  ): Promise<void> {
    const columns = {
      ...{ due_on: card.dueOn, natural_on: card.naturalOn, first_on: card.firstOn, last_on: card.lastOn },
      ...{ stability: card.memory?.stability ?? null, difficulty: card.memory?.difficulty ?? null },
      ...{ last_rating: card.lastRating, reviews: card.reviews, lapses: card.lapses },
      recalled_on: JSON.stringify(card.recalledOn),
    }
    await trx
      .insertInto('review_cards')
      .values({ prompt_id: id, user_id: userId, item_id, ...columns })
      .onConflict((conflict) => conflict.column('prompt_id').doUpdateSet(columns))
      .execute()
  }
}

/** A row as the card it is; its day is the one it would come back on by itself. */
function cardOf(row: CardRow): Card {
  const { stability, difficulty } = row
  return {
    memory: stability === null || difficulty === null ? null : { stability, difficulty },
    ...{ dueOn: row.natural_on, firstOn: row.first_on, lastOn: row.last_on, lastRating: row.last_rating },
    ...{ reviews: row.reviews, lapses: row.lapses, recalledOn: JSON.parse(row.recalled_on) as string[] },
  }
}

/** The schedule a prompt was brought in with. */
export function givenIn(stored: string | null): Given | null {
  return stored === null ? null : (JSON.parse(stored) as Given)
}

/** Reviews that are not in what was brought in: those that came along with it are in its schedule, and a new one has none. */
export function reviewsAfter(given: Given | null, reviews: readonly Fact<'review'>[]): Taken[] {
  return reviews
    .filter(({ at, data }) => data.source !== 'anki' && (given === null || at > given.at))
    .map(({ id, at, day, data: { rating } }) => ({ id, at, day, rating }))
}
