import { setImmediate as breath } from 'node:timers/promises'
import type { MasteryOfAll } from '@lva/contracts/review-requests'
import { type Mastery, MasteryLevel } from '@lva/contracts/reviews'
import { daysBetween } from '../days.ts'
import { recordOf } from '../records.ts'
import { conceptIds } from './concepts.ts'
import { type Judged, type Known, masteryOf } from './mastery.ts'
import type { AsOf } from './reading.ts'
import type { ReviewDb } from './review-db.ts'

const CONCEPTS_MAX = 5_000
const ROWS_MAX = 20_000
/** So many are read, and judged, before others are heard: a few milliseconds. */
const ROWS_AT_ONCE = 100
const JUDGED_AT_ONCE = 100

interface Row {
  item_id: string
  concept: string
  concept_key: string
  kind: Known['kind']
  stability: number | null
  last_on: string | null
  recalled_on: string
}

interface OfConcept {
  name: string
  known: Known[]
  items: Set<string>
}

/** How well everything is known that is kept, a piece at a time. `taughtBack`: items and concepts that were explained to somebody. */
export function createMasteries({
  db,
  taughtBack,
}: {
  db: ReviewDb
  taughtBack: (userId: string) => Promise<ReadonlySet<string>>
}) {
  /** Cards item by item; of the last item of a page there may be more, so it comes with the next one. */
  async function* pages(userId: string): AsyncGenerator<Row[]> {
    for (let after = '', read = 0; read < ROWS_MAX; ) {
      const rows = await db
        .selectFrom('review_cards as c')
        .innerJoin('review_items as i', (join) =>
          join.onRef('i.id', '=', 'c.item_id').onRef('i.user_id', '=', 'c.user_id'),
        )
        .innerJoin('review_prompts as p', 'p.id', 'c.prompt_id')
        .select(['c.item_id', 'i.concept', 'i.concept_key', 'p.kind', 'c.stability', 'c.last_on', 'c.recalled_on'])
        .where('c.user_id', '=', userId)
        .where('c.item_id', '>', after)
        .orderBy('c.item_id')
        .limit(ROWS_AT_ONCE)
        .execute()
      const last = rows.at(-1)?.item_id
      const whole = rows.length < ROWS_AT_ONCE ? rows : rows.filter(({ item_id }) => item_id !== last)
      yield whole
      await breath()
      if (rows.length < ROWS_AT_ONCE) return
      after = whole.at(-1)?.item_id ?? last ?? after
      read += rows.length
    }
  }

  async function byConcept(userId: string, { today, scheduler }: AsOf): Promise<Map<string, OfConcept>> {
    const found = new Map<string, OfConcept>()
    for await (const rows of pages(userId))
      for (const { item_id, concept, concept_key, kind, stability, last_on, recalled_on } of rows) {
        const one = found.get(concept_key) ?? { name: concept, known: [], items: new Set() }
        one.items.add(item_id)
        one.known.push({
          ...{ kind, stability, recalledOn: JSON.parse(recalled_on) as string[] },
          retrievability:
            stability === null || last_on === null
              ? null
              : scheduler.recall({ stability }, daysBetween(last_on, today)),
        })
        found.set(concept_key, one)
      }
    return found
  }

  /** How well each concept is known that has something kept, the best known first. */
  return async function masteries(userId: string, asOf: AsOf): Promise<MasteryOfAll> {
    const all = [...(await byConcept(userId, asOf))].slice(0, CONCEPTS_MAX)
    const taught = await taughtBack(userId)
    const concepts: Mastery[] = []
    for (let at = 0; at < all.length; at += JUDGED_AT_ONCE) {
      const some = all.slice(at, at + JUDGED_AT_ONCE)
      const ids = await conceptIds(
        db,
        userId,
        some.map(([key]) => key),
      )
      for (const [key, { name, known, items }] of some) {
        const concept_id = ids.get(key) ?? null
        const explained = [...items, concept_id].some((id) => id !== null && taught.has(id))
        const judged = masteryOf(known, { taughtBack: explained })
        concepts.push(asMastery({ name, concept_id, prompts: known.length }, judged))
      }
      await breath()
    }
    concepts.sort((a, b) => RANK[b.level] - RANK[a.level] || (b.stability ?? 0) - (a.stability ?? 0))
    const levels: MasteryOfAll['levels'] = recordOf(MasteryLevel.options, () => 0)
    for (const { level } of concepts) levels[level] += 1
    return { concepts, count: concepts.length, levels }
  }
}

const RANK = recordOf(MasteryLevel.options, (_level, at) => at)

function asMastery(of: Pick<Mastery, 'name' | 'concept_id' | 'prompts'>, judged: Judged): Mastery {
  const { level, why, reviewed, stability, retrievability, recalledDays, applied } = judged
  return { ...of, level, why, reviewed, stability, retrievability, recalled_days: recalledDays, applied }
}
