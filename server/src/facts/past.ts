import { setImmediate as breath } from 'node:timers/promises'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { FactDb } from './fact-db.ts'
import type { Topics } from './topics.ts'
import type { TurnFacts } from './turn-facts.ts'

const OfLearner = z.object({ userId: z.string() })
const ROWS_AT_ONCE = 50
const PEOPLE_AT_ONCE = 500

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

  /** Makes facts of all finished turns of a learner that have none. */
  async function bring(userId: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    for (let seq = 0; ; ) {
      const rows = await db
        .selectFrom('exchanges as e')
        .select(['e.seq', 'e.id', 'e.session_id', 'e.mode', 'e.user_text', 'e.spoken', 'e.said_at', 'e.answered_at'])
        .where('e.user_id', '=', userId)
        .where('e.seq', '>', seq)
        .where('e.state', 'in', ['answered', 'captured', 'interrupted'])
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('facts as f')
                .select('f.id')
                .whereRef('f.user_id', '=', 'e.user_id')
                .whereRef('f.exchange_id', '=', 'e.id'),
            ),
          ),
        )
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

    /** Sees to whoever has turns and no fact yet: they come from an earlier release. */
    async recover(): Promise<void> {
      for (let after = ''; ; ) {
        const people = await db
          .selectFrom('users')
          .select('id')
          .where('id', '>', after)
          .where(({ and, not, exists, selectFrom }) =>
            and([
              exists(selectFrom('exchanges').select('exchanges.id').whereRef('exchanges.user_id', '=', 'users.id')),
              not(exists(selectFrom('facts').select('facts.id').whereRef('facts.user_id', '=', 'users.id'))),
            ]),
          )
          .orderBy('id')
          .limit(PEOPLE_AT_ONCE)
          .execute()
        for (const { id } of people) await brought.enqueue(db, { userId: id }, { key: id })
        if (people.length < PEOPLE_AT_ONCE) return
        after = people.at(-1)?.id ?? after
      }
    },
  }
}
