import type { Kysely, Selectable, Transaction } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import type { LessonState } from './steps.ts'

const SPANS_MAX = 2_000

/** A lesson as it is kept. */
export type Lesson = Selectable<Tables['lessons']>

type LessonDb = Kysely<Pick<Tables, 'lessons'>>

// Every turn asks.
const openIn = fixed((db: LessonDb, { userId, sessionId }: { userId: string; sessionId: string }) =>
  db
    .selectFrom('lessons')
    .selectAll()
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null),
)

const spansFrom = fixed((db: LessonDb, { userId, at }: { userId: string; at: string }) =>
  db
    .selectFrom('lessons')
    .select(['session_id', 'began_at', 'last_at'])
    .where('user_id', '=', userId)
    .where('last_at', '>=', at)
    .orderBy('last_at', 'desc')
    .limit(SPANS_MAX),
)

/** Lessons that are under way: at most one in a session. */
export function createLessons({ db }: { db: LessonDb }) {
  return {
    open: async (userId: string, sessionId: string): Promise<Lesson | undefined> =>
      (await openIn(db, { userId, sessionId }))[0],

    /** Begins one in the place of whatever was under way in the session. */
    async begin(trx: Transaction<Tables>, lesson: Omit<Lesson, 'ended_at'>): Promise<void> {
      await trx
        .updateTable('lessons')
        .set({ ended_at: lesson.began_at })
        .where('user_id', '=', lesson.user_id)
        .where('session_id', '=', lesson.session_id)
        .where('ended_at', 'is', null)
        .execute()
      await trx
        .insertInto('lessons')
        .values({ ...lesson, ended_at: null })
        .execute()
    },

    /** Goes on from a state; false when another turn went on from it already. */
    async go(
      trx: Transaction<Tables>,
      { user_id, id, version }: Pick<Lesson, 'user_id' | 'id' | 'version'>,
      { state, at, over }: { state: LessonState; at: string; over: boolean },
    ): Promise<boolean> {
      const gone = await trx
        .updateTable('lessons')
        .set({ state: JSON.stringify(state), version: version + 1, last_at: at, ended_at: over ? at : null })
        .where('user_id', '=', user_id)
        .where('id', '=', id)
        .where('version', '=', version)
        .where('ended_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return gone !== undefined
    },

    /** From when to when lessons went that were under way at an instant, or after it; the latest. */
    spansSince: (userId: string, at: string) => spansFrom(db, { userId, at }),

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('lessons').where('user_id', '=', userId).execute()
    },
  }
}

/** The state of a lesson; a broken one is as at its beginning. */
export function stateOf({ state }: Pick<Lesson, 'state'>): LessonState {
  const { covered = [], contradicted = [], turns = 0, seq = 0 } = JSON.parse(state) as Partial<LessonState>
  return { covered, contradicted, turns, seq }
}
