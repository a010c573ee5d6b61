import type { Insight, InsightChange, Insights } from '@lva/contracts/insights'
import type { Kysely, Selectable } from 'kysely'
import { addDays } from '../../days.ts'
import type { Tables } from '../../db/tables.ts'
import { Problem } from '../../problem.ts'
import { later } from '../calendar.ts'
import { type Found, RULES } from './found.ts'
import { tell } from './wording.ts'

/** At once, so that the first ones are read. */
const SHOWN = 5
const A_WEEK = 15
/** Of those so many wait for what cannot wait itself. */
const A_WEEK_URGENT = 2
const URGENT = 5
const KEPT_DAYS = 30

type Row = Selectable<Tables['insights']>

/** Remembers what was found, so that nothing is told twice, and what the learner wants no more of. */
export function createNotebook({
  db,
  names,
  now,
  newId,
}: {
  db: Kysely<Pick<Tables, 'insights'>>
  names: (userId: string, conceptIds: readonly string[]) => Promise<Map<string, string>>
  now: () => Date
  newId: () => string
}) {
  /** As they are told; those whose concept has gone are not. */
  async function told(userId: string, rows: readonly Row[], locale: string): Promise<Insight[]> {
    const known = await names(
      userId,
      rows.flatMap(({ concept_id }) => concept_id ?? []),
    )
    return rows.flatMap((row) => {
      const name = row.concept_id === null ? null : known.get(row.concept_id)
      if (name === undefined) return []
      const { kind, place } = RULES[row.rule]
      return [
        {
          ...{
            id: row.id,
            rule: row.rule,
            kind,
            importance: row.importance,
            n: row.n,
            place,
            concept_id: row.concept_id,
          },
          ...tell({ rule: row.rule, n: row.n, figures: JSON.parse(row.figures) }, { name, locale }),
          ...{ found_on: row.found_on, state: row.state },
        },
      ]
    })
  }

  return {
    /** Takes down what is new, at most 15 in seven days, and of a rule no more than it may; resolves with how many were. */
    async note(userId: string, found: readonly Found[], today: string): Promise<number> {
      const since = addDays(today, -6)
      const known = await db
        .selectFrom('insights')
        .select(['key', 'rule', 'found_on'])
        .where('user_id', '=', userId)
        .where((eb) => eb.or([eb('found_on', '>=', since), eb('key', 'in', keysOf(found))]))
        .execute()
      const keys = new Set(known.map(({ key }) => key))
      const week = known.filter(({ found_on }) => found_on >= since).map(({ rule }) => rule)
      const fresh = found.filter(({ key, rule, importance }) => {
        const room = importance >= URGENT ? A_WEEK : A_WEEK - A_WEEK_URGENT
        const { aWeek = room } = RULES[rule]
        if (keys.has(key) || week.length >= room || week.filter((one) => one === rule).length >= aWeek) return false
        week.push(rule)
        return true
      })
      if (fresh.length === 0) return 0
      const noted = await db
        .insertInto('insights')
        .values(
          fresh.map(({ rule, key, importance, n, figures, conceptId }) => ({
            ...{ id: newId(), user_id: userId, rule, key, importance, n, figures: JSON.stringify(figures) },
            ...{ concept_id: conceptId, found_on: today, found_at: now().toISOString(), state: 'open' as const },
            until: null,
          })),
        )
        .onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
        .returning('id')
        .execute()
      return noted.length
    },

    /** What is to be shown: the most important five of what still holds, and how many more there are. */
    async open(
      userId: string,
      { found, today, locale }: { found: readonly Found[]; today: string; locale: string },
    ): Promise<Insights> {
      const since = addDays(today, -KEPT_DAYS)
      const rows = await db
        .selectFrom('insights')
        .selectAll()
        .where('user_id', '=', userId)
        .where('state', '!=', 'dismissed')
        .where((eb) => eb.or([eb('found_on', '>=', since), eb('until', '>=', since), eb('key', 'in', keysOf(found))]))
        .orderBy('importance', 'desc')
        .orderBy('found_at', 'desc')
        .orderBy('id', 'desc')
        .limit(200)
        .execute()
      const current = new Set(found.map(({ key }) => key))
      const standing = rows.filter(
        ({ rule, key, state, until, found_on }) =>
          (state === 'open' || (until !== null && until <= today)) &&
          // What was put off is shown for as long from then on.
          (RULES[rule].passing ? current.has(key) : later(found_on, until ?? found_on) >= since),
      )
      const insights = await told(userId, standing, locale)
      return { insights: insights.slice(0, SHOWN), waiting: Math.max(0, insights.length - SHOWN) }
    },

    /** What was found from one day to another, the most important first, at most ten. */
    async of(userId: string, { from, to }: { from: string; to: string }, locale: string): Promise<Insight[]> {
      const rows = await db
        .selectFrom('insights')
        .selectAll()
        .where('user_id', '=', userId)
        .where('found_on', '>=', from)
        .where('found_on', '<=', to)
        .where('state', '!=', 'dismissed')
        .orderBy('importance', 'desc')
        .orderBy('id')
        .limit(10)
        .execute()
      return told(userId, rows, locale)
    },

    /** Dismisses one, puts it off, or takes either back. Throws Problem `not-found`, also for somebody else's. */
    async change(
      userId: string,
      id: string,
      change: InsightChange,
      { today, locale }: { today: string; locale: string },
    ): Promise<Insight> {
      const row = await db
        .updateTable('insights')
        .set({ state: change.state, until: change.state === 'snoozed' ? addDays(today, change.days) : null })
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      const [insight] = row ? await told(userId, [row], locale) : []
      if (!insight) throw new Problem('not-found', 'There is no such insight, or it is not yours.')
      return insight
    },

    /** Everything of one learner, the earliest first; `after` is the id of the last one of the page before. */
    page: (userId: string, { after, limit }: { after: string; limit: number }) =>
      db
        .selectFrom('insights')
        .selectAll()
        .where('user_id', '=', userId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),

    told,

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('insights').where('user_id', '=', userId).execute()
    },
  }
}

// PostgreSQL takes no empty list; no key is empty.
const keysOf = (found: readonly Found[]): string[] => ['', ...found.map(({ key }) => key)]
