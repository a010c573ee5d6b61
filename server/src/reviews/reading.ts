import type { DuePrompt, ItemsQuery } from '@lva/contracts/review-requests'
import type { Item, KeyPoint, Schedule } from '@lva/contracts/reviews'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { daysBetween } from '../days.ts'
import type { Tables } from '../db/tables.ts'
import { conceptIds } from './concepts.ts'
import type { ReviewDb } from './review-db.ts'
import type { Scheduler } from './scheduler.ts'

type ItemRow = Selectable<Tables['review_items']>
type PromptRow = Selectable<Tables['review_prompts']>
type PointRow = Selectable<Tables['review_points']>
type CardRow = Selectable<Tables['review_cards']>

/** As of which day, and by which schedule, cards are told. */
export interface AsOf {
  today: string
  scheduler: Scheduler
}

/** Reads items as they are told. */
export function createReading({ db }: { db: ReviewDb }) {
  const points = (on: ReviewDb, userId: string, itemIds: readonly string[]) =>
    on
      .selectFrom('review_points')
      .selectAll()
      .where('user_id', '=', userId)
      .where('item_id', 'in', itemIds)
      .orderBy('position')
      .orderBy('id')
      .execute()

  async function told(userId: string, rows: readonly ItemRow[], asOf: AsOf): Promise<Item[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const own = (table: 'review_prompts') =>
      db.selectFrom(table).selectAll().where('user_id', '=', userId).where('item_id', 'in', ids).orderBy('position')
    const prompts = group(await own('review_prompts').orderBy('id').execute())
    const said = group(await points(db, userId, ids))
    const cards = new Map(
      (
        await db
          .selectFrom('review_cards')
          .selectAll()
          .where('user_id', '=', userId)
          .where('item_id', 'in', ids)
          .execute()
      ).map((card) => [card.prompt_id, card]),
    )
    const concepts = await conceptIds(
      db,
      userId,
      rows.map(({ concept_key }) => concept_key),
    )
    return rows.map((row) => ({
      ...{ id: row.id, concept: row.concept, concept_id: concepts.get(row.concept_key) ?? null, deck: row.deck },
      ...{ state: row.state, made_by: row.made_by, needed_on: row.needed_on },
      ...{ created_at: row.created_at, kept_at: row.kept_at },
      prompts: (prompts.get(row.id) ?? []).map((prompt) => asPrompt(prompt, cards.get(prompt.id), asOf)),
      points: (said.get(row.id) ?? []).map(asPoint),
    }))
  }

  return {
    told,

    /** Rows that are wanted, the latest first; one more than `limit` when there are others. */
    rows: (userId: string, { state, q, deck, due, before, limit }: ItemsQuery, key: string | null, today: string) =>
      db
        .selectFrom('review_items as i')
        .selectAll('i')
        .where('i.user_id', '=', userId)
        .$if(state !== undefined, (query) => query.where('i.state', '=', state ?? 'kept'))
        .$if(deck !== undefined, (query) => query.where('i.deck', '=', deck ?? ''))
        .$if(key !== null, (query) => query.where('i.concept_key', '=', key ?? ''))
        .$if(before !== undefined, (query) => query.where('i.id', '<', before ?? ''))
        .$if(due !== undefined, (query) => {
          const some = sql<boolean>`exists (select 1 from review_cards c
            where c.user_id = i.user_id and c.item_id = i.id and c.due_on <= ${today})`
          return query.where(due === 'true' ? some : sql<boolean>`not ${some}`)
        })
        .$if(q.trim() !== '', (query) => {
          const written = spellings(q.trim().replace(/[%_\\]/g, '_')).map((words) => `%${words}%`)
          const says = (column: RawBuilder<unknown>) =>
            sql.join(
              written.map((like) => sql`lower(${column}) like ${like}`),
              sql` or `,
            )
          return query.where(
            sql<boolean>`(${says(sql`i.concept`)}
              or exists (select 1 from review_prompts p
                where p.user_id = i.user_id and p.item_id = i.id and (${says(sql`p.text`)}))
              or exists (select 1 from review_points k
                where k.user_id = i.user_id and k.item_id = i.id and (${says(sql`k.text`)})))`,
          )
        })
        .orderBy('i.id', 'desc')
        .limit(limit + 1)
        .execute(),

    one: (userId: string, id: string): Promise<ItemRow | undefined> =>
      db.selectFrom('review_items').selectAll().where('user_id', '=', userId).where('id', '=', id).executeTakeFirst(),

    /** Prompts that come back, with what is needed to ask them, in the order of `ids`; those that are gone are missing. */
    async asked(userId: string, ids: readonly string[], asOf: AsOf, on: ReviewDb = db): Promise<DuePrompt[]> {
      if (ids.length === 0) return []
      const rows = await on
        .selectFrom('review_prompts as p')
        .innerJoin('review_items as i', (join) =>
          join.onRef('i.id', '=', 'p.item_id').onRef('i.user_id', '=', 'p.user_id'),
        )
        .innerJoin('review_cards as c', 'c.prompt_id', 'p.id')
        .selectAll('c')
        .select(['p.id', 'p.kind', 'p.text', 'i.concept', 'i.deck'])
        .where('p.user_id', '=', userId)
        .where('p.id', 'in', ids)
        .where('i.state', '=', 'kept')
        .execute()
      const said = group(
        rows.length === 0
          ? []
          : await points(
              on,
              userId,
              rows.map(({ item_id }) => item_id),
            ),
      )
      const found = new Map(
        rows.map((row) => [
          row.id,
          {
            ...{
              id: row.id,
              item_id: row.item_id,
              concept: row.concept,
              deck: row.deck,
              kind: row.kind,
              text: row.text,
            },
            points: (said.get(row.item_id) ?? []).map(({ id, text }) => ({ id, text })),
            schedule: asSchedule(row, asOf),
          },
        ]),
      )
      return ids.flatMap((id) => found.get(id) ?? [])
    },

    pointsOf: async (userId: string, itemId: string, on: ReviewDb = db): Promise<KeyPoint[]> =>
      (await points(on, userId, [itemId])).map(asPoint),
  }
}

/** How words may stand in what a database has made small, of which it may know no letters but those of English: small, as names, or large. */
function spellings(words: string): string[] {
  const small = words.toLowerCase()
  const asNames = small.split(' ').map(([first = '', ...rest]) => first.toUpperCase() + rest.join(''))
  return [...new Set([small, asNames.join(' '), small.toUpperCase()].map(smallAscii))]
}

const smallAscii = (words: string): string =>
  [...words].map((letter) => (letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter)).join('')

function asPrompt(row: PromptRow, card: CardRow | undefined, asOf: AsOf): Item['prompts'][number] {
  const { id, kind, text, edited } = row
  return { id, kind, text, edited: edited === 1, schedule: card ? asSchedule(card, asOf) : null }
}

function asSchedule(card: CardRow, { today, scheduler }: AsOf): Schedule {
  const { due_on, stability, difficulty, last_on, last_rating, reviews, lapses } = card
  const known = stability !== null && last_on !== null
  return {
    ...{ due_on, stability, difficulty, last_on, last_rating, reviews, lapses },
    retrievability: known ? scheduler.recall({ stability }, daysBetween(last_on, today)) : null,
  }
}

function asPoint({ id, text, edited, ...row }: PointRow): KeyPoint {
  const { source_kind, source_id, session_id, span_start, span_end } = row
  return {
    ...{ id, text, edited: edited === 1 },
    source:
      source_kind === null || source_id === null
        ? null
        : { kind: source_kind, source_id, session_id, start: span_start ?? 0, end: span_end ?? 0 },
  }
}

function group<Row extends { item_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.item_id, [...(groups.get(row.item_id) ?? []), row])
  return groups
}
