import type { NewItem } from '@lva/contracts/review-requests'
import type { ItemChanges, ItemState } from '@lva/contracts/reviews'
import { localDay } from '../days.ts'
import type { Facts } from '../facts/facts.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Cards } from './cards.ts'
import { conceptIds } from './concepts.ts'
import { keyOfConcept } from './names.ts'
import type { ReviewDb, ReviewTrx } from './review-db.ts'

/** Items a learner may have; more than a package of another program may hold. */
export const ITEMS_MAX = 60_000

type Chosen = Exclude<ItemState, 'proposed'>

/** Writes, fixes, keeps and drops items. A prompt of a kept item has a card, and no other has one. */
export function createItems({
  db,
  cards,
  facts,
  now,
  newId,
}: {
  db: ReviewDb
  cards: Cards
  facts: Pick<Facts, 'record'>
  now: () => Date
  newId: () => string
}) {
  const notThere = () => new Problem('not-found', 'There is no such item, or it is not yours.')

  /** What nobody can be ready for any more is no deadline. */
  function futureDay(day: string | null, { timezone }: Learner): string | null {
    if (day !== null && day < localDay(now(), timezone))
      throw new Problem('bad-request', 'That day is over. Choose today or a day to come.')
    return day
  }

  async function decideOne(trx: ReviewTrx, learner: Learner, id: string, state: Chosen): Promise<boolean> {
    const { userId, timezone } = learner
    const at = now()
    const row = await trx
      .updateTable('review_items')
      .set(state === 'kept' ? { state, kept_at: at.toISOString(), kept_on: localDay(at, timezone) } : { state })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .where('state', '!=', state)
      .returning(['id', 'concept_key'])
      .executeTakeFirst()
    if (!row) return false
    const concept = (await conceptIds(trx, userId, [row.concept_key])).get(row.concept_key)
    const kind = state === 'kept' ? 'item-kept' : 'item-dropped'
    await facts.record(trx, {
      ...{ userId, kind, at, subjectId: id, data: { topics: concept ? [concept] : [] } },
    })
    await cards.placeItems(trx, userId, [id])
    return true
  }

  async function forget(trx: ReviewTrx, userId: string, id: string): Promise<boolean> {
    for (const table of ['review_cards', 'review_prompts', 'review_points'] as const)
      await trx.deleteFrom(table).where('user_id', '=', userId).where('item_id', '=', id).execute()
    const gone = await trx
      .deleteFrom('review_items')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .returning(['id', 'made_from'])
      .executeTakeFirst()
    // The turn it was made from is not to propose it again.
    if (gone?.made_from)
      await facts.record(trx, {
        ...{ userId, kind: 'item-dropped', at: now(), exchangeId: gone.made_from, subjectId: id, data: {} },
      })
    return gone !== undefined
  }

  /** Puts what was written in the place of what was there; what keeps its id keeps its schedule. */
  async function writePrompts(trx: ReviewTrx, userId: string, itemId: string, given: ItemChanges['prompts'] = []) {
    const there = await trx
      .selectFrom('review_prompts')
      .selectAll()
      .where('user_id', '=', userId)
      .where('item_id', '=', itemId)
      .execute()
    const kept = new Set(given.flatMap(({ id }) => id ?? []))
    if ([...kept].some((id) => !there.some((prompt) => prompt.id === id))) throw notThere()
    const gone = there.flatMap(({ id }) => (kept.has(id) ? [] : id))
    for (const [table, column] of [['review_cards', 'prompt_id'] as const, ['review_prompts', 'id'] as const])
      if (gone.length > 0) await trx.deleteFrom(table).where('user_id', '=', userId).where(column, 'in', gone).execute()
    for (const [position, { id, kind, text }] of given.entries()) {
      const before = there.find((prompt) => prompt.id === id)
      const edited = before && before.text === text.trim() ? before.edited : 1
      const own = { position, text: text.trim(), edited, kind: kind ?? before?.kind ?? 'recall' }
      if (before) await trx.updateTable('review_prompts').set(own).where('id', '=', before.id).execute()
      else
        await trx
          .insertInto('review_prompts')
          .values({ id: newId(), user_id: userId, item_id: itemId, given: null, ...own })
          .execute()
    }
  }

  async function writePoints(trx: ReviewTrx, userId: string, itemId: string, given: ItemChanges['points'] = []) {
    const there = await trx
      .selectFrom('review_points')
      .selectAll()
      .where('user_id', '=', userId)
      .where('item_id', '=', itemId)
      .execute()
    const kept = new Set(given.flatMap(({ id }) => id ?? []))
    if ([...kept].some((id) => !there.some((point) => point.id === id))) throw notThere()
    await trx.deleteFrom('review_points').where('user_id', '=', userId).where('item_id', '=', itemId).execute()
    for (const [position, { id, text }] of given.entries()) {
      const before = there.find((point) => point.id === id)
      const source = before ?? {
        source_kind: null,
        source_id: null,
        session_id: null,
        span_start: null,
        span_end: null,
      }
      await trx
        .insertInto('review_points')
        .values({
          ...{ source_kind: source.source_kind, source_id: source.source_id, session_id: source.session_id },
          ...{ span_start: source.span_start, span_end: source.span_end },
          ...{ id: before?.id ?? newId(), user_id: userId, item_id: itemId, position, text: text.trim() },
          edited: before && before.text === text.trim() ? before.edited : 1,
        })
        .execute()
    }
  }

  return {
    forget,
    decideOne,

    /** Writes one by hand; it is kept. Resolves with its id. */
    async add(learner: Learner, { concept, deck, prompts, points, needed_on }: NewItem): Promise<string> {
      const { userId, timezone } = learner
      const day = futureDay(needed_on ?? null, learner)
      const id = newId()
      const at = now()
      await db.transaction().execute(async (trx) => {
        if ((await itemsOf(trx, userId)) >= ITEMS_MAX)
          throw new Problem('bad-request', 'There is room for 60,000 items, and they are there.')
        await trx
          .insertInto('review_items')
          .values({
            ...{ id, user_id: userId, concept: concept.trim(), concept_key: keyOfConcept(concept), deck: deck.trim() },
            ...{ state: 'kept', made_by: 'learner', made_from: null, import_key: null, needed_on: day, edited: 1 },
            ...{ created_at: at.toISOString(), kept_at: at.toISOString(), kept_on: localDay(at, timezone) },
          })
          .execute()
        await writePrompts(trx, userId, id, prompts)
        await writePoints(trx, userId, id, points)
        await cards.placeItems(trx, userId, [id])
        await facts.record(trx, { userId, kind: 'item-kept', at, subjectId: id, data: {} })
      })
      return id
    },

    /** Fixes one. Throws Problem `not-found`, also for somebody else's. */
    async change(learner: Learner, id: string, changes: ItemChanges): Promise<void> {
      const { userId } = learner
      const { needed_on, prompts, points, state } = changes
      const day = needed_on === undefined ? undefined : futureDay(needed_on, learner)
      await db.transaction().execute(async (trx) => {
        const there = await trx
          .updateTable('review_items')
          .set(columnsOf(userId, changes, day))
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
        if (!there) throw notThere()
        if (prompts) await writePrompts(trx, userId, id, prompts)
        if (points) await writePoints(trx, userId, id, points)
        if (state) await decideOne(trx, learner, id, state)
        await cards.placeItems(trx, userId, [id])
      })
    },

    /** Keeps or drops several; resolves with how many were not so before. */
    async decide(learner: Learner, ids: readonly string[], state: Chosen): Promise<number> {
      return db.transaction().execute(async (trx) => {
        let count = 0
        // In one order, so that two who decide at once wait for each other and never in a circle.
        for (const id of [...new Set(ids)].sort()) if (await decideOne(trx, learner, id, state)) count += 1
        return count
      })
    },

    /** Removes one for good; its reviews stay as numbers. Throws Problem `not-found`. */
    async remove(userId: string, id: string): Promise<void> {
      const gone = await db.transaction().execute((trx) => forget(trx, userId, id))
      if (!gone) throw notThere()
    },
  }
}

/** How many items a learner has. */
export async function itemsOf(on: ReviewDb, userId: string): Promise<number> {
  const { all } = await on
    .selectFrom('review_items')
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(all)
}

/** What changes of an item's own row; something has to be set, also when only its lists change. */
function columnsOf(userId: string, { concept, deck }: ItemChanges, neededOn: string | null | undefined) {
  return {
    user_id: userId,
    ...(concept === undefined ? {} : { concept: concept.trim(), concept_key: keyOfConcept(concept), edited: 1 }),
    ...(deck === undefined ? {} : { deck: deck.trim() }),
    ...(neededOn === undefined ? {} : { needed_on: neededOn }),
  }
}
