import { setImmediate as breath } from 'node:timers/promises'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { FactDb } from './fact-db.ts'
import type { Topics } from './topics.ts'
import type { TurnFacts } from './turn-facts.ts'

const OfLearner = z.object({ userId: z.string() })
const ROWS_AT_ONCE = 50
/** Turns looked at in one go, so that others get in between. */
const TURNS_AT_ONCE = 5_000

/** Turns that are over; others get their fact when they are. */
const FINISHED = ['answered', 'captured', 'interrupted'] as const

/** Makes facts of turns that were finished before anybody wrote facts down, and of those that are brought in. */
export function createPast({
  db,
  jobs,
  turns,
  topics,
}: {
  db: FactDb
  jobs: Pick<Jobs, 'kind'>
  turns: TurnFacts
  topics: Topics
}) {
  const brought = jobs.kind('facts-of-past', OfLearner, { places: 1 })

  /** What the graph knows of turns already. */
  async function conceptsOf(trx: FactDb, userId: string, ids: readonly string[]): Promise<Map<string, string[]>> {
    const concepts = new Map<string, string[]>(ids.map((id) => [id, []]))
    const rows = await trx
      .selectFrom('concept_mentions')
      .select(['source_id', 'concept_id'])
      .where('user_id', '=', userId)
      .where('source_id', 'in', ids)
      .orderBy('id')
      .execute()
    for (const { source_id, concept_id } of rows) concepts.get(source_id)?.push(concept_id)
    return concepts
  }

  /** Finished turns that told something and are no fact; other facts, such as what was said of their replies, may name them. */
  const unknown = () =>
    db
      .selectFrom('exchanges as e')
      .where('e.state', 'in', FINISHED)
      .where('e.ordered', '=', 0)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('facts as f')
              .select('f.id')
              .whereRef('f.user_id', '=', 'e.user_id')
              .whereRef('f.exchange_id', '=', 'e.id')
              .where('f.kind', '=', 'turn'),
          ),
        ),
      )

  /** Makes facts of all finished turns of a learner that have none. */
  async function bring(userId: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    for (let seq = 0; ; ) {
      const rows = await unknown()
        .select(['e.seq', 'e.id', 'e.session_id', 'e.mode', 'e.user_text', 'e.spoken', 'e.said_at', 'e.answered_at'])
        .where('e.user_id', '=', userId)
        .where('e.seq', '>', seq)
        .orderBy('e.seq')
        .limit(ROWS_AT_ONCE)
        .execute()
      const ids = rows.map(({ id }) => id)
      if (rows.length > 0)
        await db.transaction().execute(async (trx) => {
          await turns.taken(trx, userId, rows)
          await topics.spoken(trx, userId, await conceptsOf(trx, userId, ids))
        })
      if (rows.length < ROWS_AT_ONCE) return
      seq = rows.at(-1)?.seq ?? seq
      signal?.throwIfAborted()
      await breath()
    }
  }

  brought.does(({ userId }, { signal }) => bring(userId, { signal }))

  return {
    brought,
    bring,

    /** Sees to whoever has turns that are no facts: they come from an earlier release, which may have gone on while this one began. */
    async recover(): Promise<void> {
      const { last } = await db
        .selectFrom('exchanges')
        .select(({ fn }) => fn.max<number | null>('seq').as('last'))
        .executeTakeFirstOrThrow()
      const people = new Set<string>()
      for (let seq = 0; seq < Number(last ?? 0); seq += TURNS_AT_ONCE) {
        const rows = await unknown()
          .select('e.user_id')
          .distinct()
          .where('e.seq', '>', seq)
          .where('e.seq', '<=', seq + TURNS_AT_ONCE)
          .execute()
        for (const { user_id } of rows) people.add(user_id)
        await breath()
      }
      for (const userId of people) await brought.enqueue(db, { userId }, { key: userId })
    },
  }
}
