import { setImmediate as breath } from 'node:timers/promises'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { FactDb } from './fact-db.ts'
import type { TurnFacts } from './turn-facts.ts'

const OfLearner = z.object({ userId: z.string() })
const ROWS_AT_ONCE = 50
const PEOPLE_AT_ONCE = 500

/** Makes facts of turns that were finished before anybody wrote facts down, and of those that are brought in. */
export function createPast({ db, jobs, turns }: { db: FactDb; jobs: Pick<Jobs, 'kind'>; turns: TurnFacts }) {
  const brought = jobs.kind('facts-of-past', OfLearner, { places: 1 })

  brought.does(async ({ userId }, { signal }) => {
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
      if (rows.length > 0) await db.transaction().execute((trx) => turns.taken(trx, userId, rows))
      if (rows.length < ROWS_AT_ONCE) return
      seq = rows.at(-1)?.seq ?? seq
      signal.throwIfAborted()
      await breath()
    }
  })

  return {
    brought,

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
