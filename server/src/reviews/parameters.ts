import type { Fact } from '@lva/contracts/facts'
import type { ReviewParameters } from '@lva/contracts/reviews'
import { z } from 'zod'
import { daysBetween } from '../days.ts'
import type { AnyDb } from '../db/open.ts'
import type { Facts } from '../facts/facts.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Workers } from '../workers/workers.ts'
import type fit from './fitting.ts'
import type { ReviewDb } from './review-db.ts'
import { DEFAULT_W } from './scheduler.ts'
import { type createWishes, parametersIn } from './wishes.ts'

/** Fewer reviews say too little about a person. */
const REVIEWS_NEEDED = 400
/** The latest reviews that are fitted to. */
const REVIEWS_MAX = 50_000
/** Parameters are fitted anew when so much more was reviewed. */
const GROWN = 1.25

/** `asked`: the learner wants it, also where little has changed. */
const OfLearner = z.object({ userId: z.string(), asked: z.boolean() })

/** Fits the parameters of a learner's schedule to their reviews. `rebuild` puts every prompt where the new ones have it. */
export function createParameters({
  db,
  jobs,
  workers,
  facts,
  wishes,
  rebuild,
  changed,
  now,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind'>
  workers: Pick<Workers, 'task'>
  facts: Pick<Facts, 'pages'>
  wishes: ReturnType<typeof createWishes>
  rebuild: (userId: string) => Promise<void>
  changed: (userId: string) => void
  now: () => Date
}) {
  const fitThem = workers.task<typeof fit>(new URL('./fitting.ts', import.meta.url), {
    ...{ timeoutMs: 120_000, memoryMb: 512, patient: true, alone: true },
  })
  const fitting = jobs.kind('fit-reviews', OfLearner, { places: 1, maxAttempts: 3 })

  /** What was reviewed of each prompt, in order; what was taken back is left out. */
  async function histories(userId: string): Promise<Array<Array<[rating: number, days: number]>>> {
    const byPrompt = new Map<string, Array<{ id: string; day: string; rating: number }>>()
    const gone = new Set<string>()
    let seen = 0
    for await (const page of facts.pages(userId, { kinds: ['review', 'review-undone'] })) {
      for (const fact of page as Array<Fact<'review'> | Fact<'review-undone'>>) {
        if (fact.kind === 'review-undone') gone.add((fact as Fact<'review-undone'>).data.review)
        else {
          const { id, day, data } = fact as Fact<'review'>
          byPrompt.set(data.prompt, [...(byPrompt.get(data.prompt) ?? []), { id, day, rating: data.rating }])
        }
      }
      seen += page.length
      if (seen >= REVIEWS_MAX) break
    }
    return [...byPrompt.values()].map((reviews) =>
      reviews
        .filter(({ id }) => !gone.has(id))
        .map(({ day, rating }, at, all) => [
          rating,
          at === 0 ? 0 : Math.max(0, daysBetween(all[at - 1]?.day ?? day, day)),
        ]),
    )
  }

  const countOf = (reviews: readonly unknown[][]) => reviews.reduce((sum, { length }) => sum + length, 0)

  /** So much was reviewed since the last time that they may be others. */
  async function hasGrown(userId: string): Promise<boolean> {
    const row = await wishes.row(userId)
    return (await reviewsOf(userId)) >= Math.max(REVIEWS_NEEDED, (row?.fitted_n ?? 0) * GROWN)
  }

  fitting.does(async ({ userId, asked }, { signal }) => {
    if (!asked && !(await hasGrown(userId))) return
    const reviews = await histories(userId)
    if (countOf(reviews) < REVIEWS_NEEDED) return
    const { w, n, loss } = await fitThem({ reviews, usual: [...DEFAULT_W] }, { signal, owner: userId })
    // What fits worse than what everybody has is no fit.
    const better = loss.fitted < loss.default && parametersIn(JSON.stringify(w)) !== null
    await wishes.fit(userId, {
      ...{ w: better ? JSON.stringify(w) : null, fitted_n: n, loss_default: loss.default, loss_fitted: loss.fitted },
      fitted_at: now().toISOString(),
    })
    await rebuild(userId)
    changed(userId)
  })

  async function reviewsOf(userId: string): Promise<number> {
    const { all } = await db
      .selectFrom('review_cards')
      .select((eb) => eb.fn.sum<number | null>('reviews').as('all'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return Number(all ?? 0)
  }

  return {
    async of(userId: string): Promise<ReviewParameters> {
      const row = await wishes.row(userId)
      const w = parametersIn(row?.w ?? null)
      const known = row?.loss_default != null && row.loss_fitted != null
      return {
        ...{ in_use: w ? 'fitted' : 'default', w: [...(w ?? DEFAULT_W)] },
        ...{ n: known ? row.fitted_n : await reviewsOf(userId), needs: REVIEWS_NEEDED },
        log_loss: known ? { default: row.loss_default ?? 0, fitted: row.loss_fitted ?? 0 } : null,
        fitted_at: row?.fitted_at ?? null,
      }
    },

    /** Has them fitted, when there is enough to fit to. */
    async fit(userId: string): Promise<void> {
      await fitting.enqueue(db, { userId, asked: true }, { key: `asked ${userId}` })
    },

    /** Has them fitted, in the transaction of a review that is over, when so much was reviewed that they may be others. */
    async grown(trx: AnyDb, userId: string): Promise<void> {
      await fitting.enqueue(trx, { userId, asked: false }, { key: userId })
    },

    /** Back to those everybody begins with. */
    async forget(userId: string): Promise<void> {
      await wishes.fit(userId, { w: null, fitted_n: 0, loss_default: null, loss_fitted: null, fitted_at: null })
      await rebuild(userId)
      changed(userId)
    },
  }
}
