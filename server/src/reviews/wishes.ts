import type { ReviewSettingsChanges } from '@lva/contracts/review-requests'
import type { ReviewSettings } from '@lva/contracts/reviews'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { ReviewDb } from './review-db.ts'
import { createScheduler, DEFAULT_W, type Scheduler } from './scheduler.ts'

/** What holds for whoever wants nothing else. */
const USUAL: ReviewSettings = { retention: 0.9, new_per_day: 20, propose: true, fuzz: true }
const Parameters = z.array(z.number()).length(DEFAULT_W.length)

type Row = Selectable<Tables['review_settings']>

/** How a learner wants to review, and the parameters their schedule is computed with. */
export interface Wishes extends ReviewSettings {
  w: readonly number[]
  scheduler: Scheduler
}

/** Keeps how learners want to review. */
export function createWishes({ db }: { db: ReviewDb }) {
  const rowOf = (userId: string, on: ReviewDb): Promise<Row | undefined> =>
    on.selectFrom('review_settings').selectAll().where('user_id', '=', userId).executeTakeFirst()

  return {
    row: (userId: string) => rowOf(userId, db),

    async of(userId: string, on: ReviewDb = db): Promise<Wishes> {
      const row = await rowOf(userId, on)
      const settings = settingsIn(row)
      const w = parametersIn(row?.w ?? null) ?? DEFAULT_W
      return { ...settings, w, scheduler: createScheduler({ ...settings, w }) }
    },

    /** Changes some of them; resolves with all of them, and whether days have to be found anew. */
    async change(
      userId: string,
      changes: ReviewSettingsChanges,
    ): Promise<{ settings: ReviewSettings; reschedule: boolean }> {
      const before = settingsIn(await rowOf(userId, db))
      const settings = { ...before, ...changes }
      await store(db, userId, settings)
      return { settings, reschedule: settings.retention !== before.retention || settings.fuzz !== before.fuzz }
    },

    /** Puts parameters in use that were fitted to reviews; null: those everybody begins with. */
    async fit(userId: string, fitted: Pick<Row, 'w' | 'fitted_n' | 'loss_default' | 'loss_fitted' | 'fitted_at'>) {
      await store(db, userId, settingsIn(await rowOf(userId, db)))
      await db.updateTable('review_settings').set(fitted).where('user_id', '=', userId).execute()
    },
  }
}

async function store(db: ReviewDb, userId: string, { retention, new_per_day, propose, fuzz }: ReviewSettings) {
  const own = { retention, new_per_day, propose: propose ? 1 : 0, fuzz: fuzz ? 1 : 0 }
  await db
    .insertInto('review_settings')
    .values({ user_id: userId, ...own, w: null, loss_default: null, loss_fitted: null, fitted_at: null })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(own))
    .execute()
}

function settingsIn(row: Row | undefined): ReviewSettings {
  if (!row) return USUAL
  const { retention, new_per_day, propose, fuzz } = row
  return { retention, new_per_day, propose: propose === 1, fuzz: fuzz === 1 }
}

/** Parameters as they were stored; null when there are none, or they are of another sort. */
export function parametersIn(stored: string | null): number[] | null {
  if (stored === null) return null
  const read = Parameters.safeParse(JSON.parse(stored))
  return read.success ? read.data : null
}
