import { SessionId } from '@lva/contracts/conversation'
import {
  AT_ONCE_MAX,
  ItemState,
  NAME_MAX,
  POINT_TEXT_MAX,
  POINTS_MAX,
  PROMPT_TEXT_MAX,
  PROMPTS_MAX,
  PromptKind,
} from '@lva/contracts/reviews'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import { type Columns, Flag, type IdOf, Moment } from '../exported.ts'
import type { Cards } from './cards.ts'
import { DEADLINES_MAX } from './deadlines.ts'
import { ITEMS_MAX, itemsOf } from './items.ts'
import { keyOfConcept } from './names.ts'
import type { ReviewDb } from './review-db.ts'
import { parametersIn } from './wishes.ts'

const Day = z.iso.date()
const Place = z.int().min(0).max(200_000)
const Count = z.int().min(0).max(1_000_000)
const Retention = z.number().min(0.7).max(0.99)
const Name = text({ max: NAME_MAX })

/** A schedule something was brought in with, as it is stored. */
const Given = z.object({
  ...{ at: Moment, stability: z.number().positive().max(100_000), difficulty: z.number().min(1).max(10) },
  ...{ due_on: Day, last_on: Day, reviews: Count, lapses: Count },
})

/** Items, prompts, key points, deadlines and wishes as the export has them. */
const Item = z.object({
  ...{ id: Id, concept: Name.min(1), deck: Name, state: ItemState, edited: Flag, needed_on: Day.nullable() },
  made_by: z.enum(['rules', 'model', 'learner', 'import']),
  ...{ made_from: Id.nullable(), import_key: text({ max: 200 }).nullable(), created_at: Moment },
  ...{ kept_at: Moment.nullable(), kept_on: Day.nullable() },
} satisfies Columns<Tables['review_items'], 'user_id' | 'concept_key'>)
const Prompt = z.object({
  ...{ id: Id, item_id: Id, position: z.int().min(0).max(100), kind: PromptKind, text: text({ max: PROMPT_TEXT_MAX }) },
  ...{ edited: Flag, suspended: Flag, given: z.string().max(1_000).nullable() },
} satisfies Columns<Tables['review_prompts'], 'user_id'>)
const Point = z.object({
  // Anki's backs may be longer than what is written here.
  ...{ id: Id, item_id: Id, position: z.int().min(0).max(100), text: text({ max: 2 * POINT_TEXT_MAX }), edited: Flag },
  ...{ source_kind: z.enum(['turn', 'document']).nullable(), source_id: Id.nullable() },
  ...{ session_id: SessionId.nullable(), span_start: Place.nullable(), span_end: Place.nullable() },
} satisfies Columns<Tables['review_points'], 'user_id'>)
const Deadline = z.object({
  ...{ id: Id, name: Name, day: Day, deck: Name.nullable(), concept: Name.nullable(), retention: Retention },
  created_at: Moment,
} satisfies Columns<Tables['review_deadlines'], 'user_id' | 'concept_key'>)
const Wishes = z.object({
  ...{ retention: Retention, new_per_day: z.int().min(0).max(AT_ONCE_MAX), propose: Flag, fuzz: Flag },
  ...{ w: z.string().max(2_000).nullable(), fitted_n: Count, loss_default: z.number().nullable() },
  ...{ loss_fitted: z.number().nullable(), fitted_at: Moment.nullable() },
} satisfies Columns<Tables['review_settings'], 'user_id'>)

interface Brought {
  added: number
  refused: number
}
type Part = { id: string; item_id: string }

/**
 * Brings items back, with their questions, what good answers say and where it was said, deadlines and wishes. What is here already stays as
 * it is. Where cards stand follows from the facts, once all is back (`finish`).
 */
export function createBringBack({ db, cards }: { db: ReviewDb; cards: Pick<Cards, 'rebuild'> }) {
  /** Parts of items that are this learner's, as many of each item as there may be; `refused`: the others. */
  async function fitting<One extends Part>(
    userId: string,
    table: 'review_prompts' | 'review_points',
    { parts, given, max }: { parts: readonly One[]; given: number; max: number },
  ): Promise<{ rows: Array<One & { user_id: string }>; refused: number }> {
    const ids = [...new Set(parts.map(({ item_id }) => item_id))]
    if (ids.length === 0) return { rows: [], refused: given }
    const own = await db
      .selectFrom('review_items')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    const there = await db
      .selectFrom(table)
      .select(['id', 'item_id'])
      .where('user_id', '=', userId)
      .where('item_id', 'in', ids)
      .execute()
    const known = new Set(there.map(({ id }) => id))
    const left = new Map(own.map(({ id }) => [id, max - there.filter(({ item_id }) => item_id === id).length] as const))
    const rows: Array<One & { user_id: string }> = []
    let passed = 0
    for (const part of parts) {
      const room = left.get(part.item_id) ?? 0
      if (known.has(part.id)) passed += 1
      else if (room > 0) {
        rows.push({ ...part, user_id: userId })
        left.set(part.item_id, room - 1)
      }
    }
    return { rows, refused: given - rows.length - passed }
  }

  /** Where points were said, as far as it is here; the words are the learner's in any case. */
  async function placed<One extends z.infer<typeof Point>>(userId: string, points: readonly One[]): Promise<One[]> {
    const turns = points.flatMap(({ source_kind, source_id }) => (source_kind === 'turn' && source_id ? source_id : []))
    const rows =
      turns.length === 0
        ? []
        : await db
            .selectFrom('exchanges')
            .select(['id', 'session_id', 'user_text'])
            .where('user_id', '=', userId)
            .where('id', 'in', turns)
            .execute()
    return points.map((point) => {
      const turn = rows.find(({ id }) => id === point.source_id)
      if (!turn)
        return { ...point, source_kind: null, source_id: null, session_id: null, span_start: null, span_end: null }
      const [start, end] = [point.span_start ?? 0, point.span_end ?? 0]
      const stands = end <= turn.user_text.length && start < end
      return { ...point, session_id: turn.session_id, ...(stands ? {} : { span_start: null, span_end: null }) }
    })
  }

  return {
    async items(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Brought> {
      const some = given.flatMap((one) => Item.safeParse(one).data ?? [])
      const room = Math.max(0, ITEMS_MAX - (await itemsOf(db, userId)))
      const rows = some.slice(0, room).map((item) => ({
        ...{ ...item, id: idOf(item.id), user_id: userId, concept_key: keyOfConcept(item.concept) },
        made_from: item.made_from && idOf(item.made_from),
      }))
      const refused = given.length - rows.length
      if (rows.length === 0) return { added: 0, refused }
      const fresh = await db
        .insertInto('review_items')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute()
      return { added: fresh.length, refused }
    },

    async prompts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Pick<Brought, 'refused'>> {
      const parts = given
        .flatMap((one) => Prompt.safeParse(one).data ?? [])
        .map((one) => ({ ...one, id: idOf(one.id), item_id: idOf(one.item_id), given: givenAgain(one.given) }))
      const { rows, refused } = await fitting(userId, 'review_prompts', {
        ...{ parts, given: given.length, max: PROMPTS_MAX },
      })
      if (rows.length > 0)
        await db
          .insertInto('review_prompts')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      return { refused }
    },

    async points(userId: string, given: readonly unknown[], idOf: IdOf): Promise<Pick<Brought, 'refused'>> {
      const parts = given
        .flatMap((one) => Point.safeParse(one).data ?? [])
        .map((one) => ({ ...one, id: idOf(one.id), item_id: idOf(one.item_id) }))
        .map((one) => ({ ...one, source_id: one.source_id && idOf(one.source_id) }))
      const { rows, refused } = await fitting(userId, 'review_points', {
        ...{ parts: await placed(userId, parts), given: given.length, max: POINTS_MAX },
      })
      if (rows.length > 0)
        await db
          .insertInto('review_points')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      return { refused }
    },

    async deadlines(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      const { count } = await db
        .selectFrom('review_deadlines')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      const rows = given
        .flatMap((one) => Deadline.safeParse(one).data ?? [])
        .slice(0, Math.max(0, DEADLINES_MAX - Number(count)))
        .map((one) => ({
          ...{ ...one, id: idOf(one.id), user_id: userId },
          concept_key: one.concept === null ? null : keyOfConcept(one.concept),
        }))
      if (rows.length > 0)
        await db
          .insertInto('review_deadlines')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
    },

    /** How somebody wants to review; whoever has said so here keeps that. */
    async settings(userId: string, given: readonly unknown[]): Promise<void> {
      const [wishes] = given.flatMap((one) => Wishes.safeParse(one).data ?? [])
      if (!wishes) return
      const { w } = wishes
      await db
        .insertInto('review_settings')
        .values({ ...wishes, user_id: userId, w: w !== null && (w === '[]' || isParameters(w)) ? w : null })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    /** After everything is back, the facts included: every card stands where its reviews have it. */
    finish: (userId: string): Promise<void> => cards.rebuild(userId),
  }
}

/** A schedule that can be one; anything else is none. */
function givenAgain(stored: string | null): string | null {
  if (stored === null) return null
  try {
    const { data } = Given.safeParse(JSON.parse(stored))
    return data ? JSON.stringify(data) : null
  } catch {
    return null
  }
}

function isParameters(w: string): boolean {
  try {
    return parametersIn(w) !== null
  } catch {
    return false
  }
}
