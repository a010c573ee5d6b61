import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { Habits } from './live/patience.ts'

const PAUSES_MAX = 200

const Stored = z.object({ pausesMs: z.array(z.number().min(0).max(600_000)).max(PAUSES_MAX) })

/** What is known of how each learner pauses. Nobody's is anybody else's. */
export function createHabits({ db, now }: { db: Kysely<Pick<Tables, 'voice_habits'>>; now: () => Date }) {
  return {
    /** What was learnt about somebody; nothing for a newcomer, or when a later release wrote it. */
    async of(userId: string): Promise<Habits> {
      const row = await db.selectFrom('voice_habits').select('habits').where('user_id', '=', userId).executeTakeFirst()
      return Stored.safeParse(row && JSON.parse(row.habits)).data ?? { pausesMs: [] }
    },

    /** Keeps what was learnt, in the place of what was known before. */
    async learn(userId: string, habits: Habits): Promise<void> {
      const values = {
        habits: JSON.stringify({ pausesMs: habits.pausesMs.slice(-PAUSES_MAX) }),
        updated_at: now().toISOString(),
      }
      await db
        .insertInto('voice_habits')
        .values({ user_id: userId, ...values })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
        .execute()
    },

    /** Forgets what was learnt. */
    async forget(userId: string): Promise<void> {
      await db.deleteFrom('voice_habits').where('user_id', '=', userId).execute()
    },
  }
}
