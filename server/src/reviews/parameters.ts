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

/** Reviews that came a day or more after another one of the same prompt; fewer say too little about a person. */
const REVIEWS_NEEDED = 400
/** Reviews that are fitted to: those of the prompts that were reviewed last. */
const REVIEWS_MAX = 50_000
/** Parameters are fitted anew when so much was reviewed since, beside what they were fitted to. */
const GROWN = 0.25
/** Kept in the place of parameters: the learner wants those everybody begins with. */
const USUAL_WANTED = '[]'

/** `asked`: the learner wants it, also where little has changed. */
const OfLearner = z.object({ userId: z.string(), asked: z.boolean() })

/** Fits the parameters of a learner's schedule to their reviews. `rebuild` puts every prompt where the new ones have it; `moved` has that done. */
export function createParameters({
  db,
  jobs,
  workers,
  facts,
  wishes,
  rebuild,
  moved,
  changed,
  now,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind'>
  workers: Pick<Workers, 'task'>
  facts: Pick<Facts, 'pages'>
  wishes: ReturnType<typeof createWishes>
  rebuild: (userId: string) => Promise<void>
  moved: (userId: string, how: { anew: boolean }) => Promise<void>
  changed: (userId: string) => void
  now: () => Date
}) {
  const fitThem = workers.task<typeof fit>(new URL('./fitting.ts', import.meta.url), {
    ...{ timeoutMs: 120_000, memoryMb: 512, patient: true, alone: true },
  })
  const fitting = jobs.kind('fit-reviews', OfLearner, { places: 1, maxAttempts: 3 })

  /** What was reviewed of each prompt, in order, of those that were reviewed last; what was taken back is left out. */
  async function histories(userId: string): Promise<Array<Array<[rating: number, days: number]>>> {
    const read = createLatest()
    const gone = new Set<string>()
    for await (const page of facts.pages(userId, { kinds: ['review', 'review-undone'] }))
      for (const fact of page)
        if (fact.kind === 'review-undone') gone.add(fact.data.review)
        else read.add(fact)
    return read.all().map((reviews) => inDays(reviews.filter(({ id }) => !gone.has(id))))
  }

  /** Reviews that can be fitted to, counted up to `enough`. */
  async function countOf(userId: string, { since, enough }: { since?: string | undefined; enough: number }) {
    const lastOf = new Map<string, string>()
    let count = 0
    for await (const page of facts.pages(userId, { kinds: ['review'], from: since })) {
      for (const { day, data } of page) {
        const last = lastOf.get(data.prompt)
        // What was reviewed before then follows one that is not read.
        if (last === undefined ? since !== undefined : last < day) count += 1
        lastOf.set(data.prompt, day)
      }
      if (count >= enough) return enough
    }
    return count
  }

  /** So much was reviewed since the last time that they may be others. */
  async function hasGrown(userId: string): Promise<boolean> {
    const row = await wishes.row(userId)
    if (row?.w === USUAL_WANTED) return false
    const since = row?.fitted_at ?? undefined
    const enough = since === undefined ? REVIEWS_NEEDED : Math.max(1, Math.ceil((row?.fitted_n ?? 0) * GROWN))
    return (await countOf(userId, { since, enough })) >= enough
  }

  fitting.does(async ({ userId, asked }, { signal }) => {
    if (!asked && !(await hasGrown(userId))) return
    const reviews = await histories(userId)
    if (later(reviews) < REVIEWS_NEEDED) return
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

  return {
    async of(userId: string): Promise<ReviewParameters> {
      const row = await wishes.row(userId)
      const w = parametersIn(row?.w ?? null)
      const known = row?.loss_default != null && row.loss_fitted != null
      return {
        ...{ in_use: w ? 'fitted' : 'default', w: [...(w ?? DEFAULT_W)] },
        ...{ n: known ? row.fitted_n : await countOf(userId, { enough: REVIEWS_NEEDED }) },
        needs: REVIEWS_NEEDED,
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

    /** Back to those everybody begins with, until the learner has them fitted again. */
    async forget(userId: string): Promise<void> {
      const none = { fitted_n: 0, loss_default: null, loss_fitted: null, fitted_at: null }
      await wishes.fit(userId, { w: USUAL_WANTED, ...none })
      await moved(userId, { anew: true })
    },
  }
}

type Reviewed = { id: string; day: string; rating: number }

/**
 * Holds the reviews of the prompts that were reviewed last, each with all of its own: half a history is another one. A prompt that was left
 * out stays out.
 */
function createLatest() {
  const byPrompt = new Map<string, Reviewed[]>()
  const left = new Set<string>()
  let held = 0
  return {
    add({ id, day, data: { prompt, rating } }: Fact<'review'>): void {
      if (left.has(prompt)) return
      const reviews = byPrompt.get(prompt) ?? []
      reviews.push({ id, day, rating })
      byPrompt.delete(prompt)
      byPrompt.set(prompt, reviews)
      held += 1
      for (const [oldest, { length }] of byPrompt) {
        if (held <= REVIEWS_MAX) return
        byPrompt.delete(oldest)
        left.add(oldest)
        held -= length
      }
    },
    all: () => [...byPrompt.values()],
  }
}

/** Each review with the days since the one before. */
const inDays = (reviews: readonly Reviewed[]): Array<[rating: number, days: number]> =>
  reviews.map(({ day, rating }, at) => [
    rating,
    at === 0 ? 0 : Math.max(0, daysBetween(reviews[at - 1]?.day ?? day, day)),
  ])

/** Reviews that came a day or more after another one. */
const later = (histories: ReadonlyArray<ReadonlyArray<readonly [rating: number, days: number]>>) =>
  histories.reduce((sum, reviews) => sum + reviews.filter(([, days], at) => at > 0 && days > 0).length, 0)
