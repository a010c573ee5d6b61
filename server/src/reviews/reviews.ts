import { setImmediate as breath } from 'node:timers/promises'
import type {
  DueQueue,
  ItemsDecided,
  ItemsQuery,
  MasteryOfAll,
  NewItem,
  ReviewSettingsChanges,
} from '@lva/contracts/review-requests'
import type {
  Item,
  ItemChanges,
  Items,
  ReviewCounts,
  ReviewForecast,
  ReviewSettings,
  Reviews,
} from '@lva/contracts/reviews'
import type { z } from 'zod'
import { localDay } from '../days.ts'
import type { Publish } from '../events/events.ts'
import type { Facts } from '../facts/facts.ts'
import type { GivenAway, GradeAnswer } from '../grading/grading.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Llm } from '../providers/llm/llm.ts'
import type { Workers } from '../workers/workers.ts'
import { createAnswering, type TakeTurn } from './answering.ts'
import { createBringBack } from './bring-back.ts'
import { createCards } from './cards.ts'
import { createDeadlines } from './deadlines.ts'
import { createFromDevices } from './from-devices.ts'
import { createReader, createReviewGuide } from './guide.ts'
import { createItems } from './items.ts'
import { createMaking } from './making.ts'
import { createMasteries } from './masteries.ts'
import { createMoving } from './moving.ts'
import { keyOfConcept } from './names.ts'
import { createOutside } from './outside.ts'
import { createParameters } from './parameters.ts'
import { createProposing } from './proposing.ts'
import { createQueue } from './queue.ts'
import { createReading } from './reading.ts'
import type { ReviewDb, ReviewTables } from './review-db.ts'
import { createSessions } from './sessions.ts'
import { createTaking } from './taking.ts'
import { createWishes } from './wishes.ts'
import { createWithdrawn } from './withdrawn.ts'

/** The tables it reads and writes. */
export type ReviewTable = keyof ReviewTables

export type ReviewKeeper = ReturnType<typeof createReviews>

const REVIEWS_SHOWN = 200
const TAUGHT_SEEN = 5_000
/** A teach-back that covers so much has taught. */
const TAUGHT = 0.8

/**
 * What was said comes back when it would be forgotten: items are proposed and kept, asked when they are due, graded, and scheduled by what
 * became of it. `hear` says what a text speaks of; `grade` grades an answer, `givenAway` tells whether a text says it, `takeTurn` takes an answer as a turn of its conversation.
 */
export function createReviews({
  db,
  jobs,
  workers,
  facts,
  hear,
  grade,
  givenAway,
  llmFor,
  learnerOf,
  takeTurn,
  publish,
  now,
  newId,
}: {
  db: ReviewDb
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  workers: Pick<Workers, 'task'>
  facts: Pick<Facts, 'record' | 'recordAll' | 'idOf' | 'of' | 'pages' | 'days'>
  hear: Knowledge['hear']
  grade: GradeAnswer
  givenAway: GivenAway
  llmFor: (userId: string) => Llm
  learnerOf: (userId: string) => Promise<Learner | null>
  takeTurn: TakeTurn
  publish: Publish
  now: () => Date
  newId: () => string
}) {
  const changed = (userId: string) => publish(userId, { type: 'reviews-changed' })
  const wishes = createWishes({ db })
  const cards = createCards({ db, facts, wishes })
  const reading = createReading({ db })
  const taking = createTaking({ facts, cards, wishes, now })
  const items = createItems({ db, cards, facts, now, newId })
  const queue = createQueue({ db, reading })
  const masteries = createMasteries({ db, taughtBack })
  const fromDevices = createFromDevices({ db, taking, now })
  const making = createMaking({
    ...{ db, jobs, facts, cards, changed, now, newId },
    proposing: createProposing({ db, llmFor, learnerOf, hear, givenAway, now }),
    wanted: async (userId) => (await wishes.of(userId)).propose,
  })
  const rebuild = cards.rebuild
  const moved = createMoving({ db, jobs, cards, changed })
  const parameters = createParameters({ db, jobs, workers, facts, wishes, rebuild, moved, changed, now })
  const sessions = createSessions({
    ...{ db, facts, queue, reading, taking, wishes, now, newId },
    grown: parameters.grown,
  })
  const deadlines = createDeadlines({
    ...{ db, wishes, now, newId },
    moved: (userId) => moved(userId, { anew: false }),
  })
  const read = createReader({ newId })
  const answering = createAnswering({ db, sessions, takeTurn, changed, newId })

  /** Concepts and items that were explained to somebody, nearly all of them. */
  async function taughtBack(userId: string): Promise<ReadonlySet<string>> {
    const taught = new Set<string>()
    let seen = 0
    for await (const page of facts.pages(userId, { kinds: ['teach-back'] })) {
      const nearly = page.filter(({ data }) => data.share >= TAUGHT)
      const ids = nearly.flatMap(({ subject_id, data }) => [subject_id, data.item, ...data.topics])
      for (const id of ids) if (id !== null) taught.add(id)
      seen += page.length
      if (seen >= TAUGHT_SEEN) break
      await breath()
    }
    return taught
  }

  async function asOf({ userId, timezone }: Pick<Learner, 'userId' | 'timezone'>, at = now()) {
    const { scheduler, new_per_day } = await wishes.of(userId)
    return { today: localDay(at, timezone), scheduler, newPerDay: new_per_day }
  }

  /** For others, who know no more than an id. */
  async function whoIs(userId: string): Promise<Learner> {
    const learner = await learnerOf(userId)
    if (!learner) throw new Problem('not-found', 'There is no such account.')
    return learner
  }

  async function countsOf(learner: Learner, at = now()): Promise<ReviewCounts> {
    const of = await asOf(learner, at)
    const [day] = await facts.days(learner.userId, { from: of.today, to: of.today })
    const counts = await queue.counts(learner.userId, of)
    return { ...counts, reviewed_today: day?.reviews ?? 0, recalled_today: day?.recalled ?? 0 }
  }

  async function one(learner: Learner, id: string): Promise<Item> {
    const row = await reading.one(learner.userId, id)
    const [item] = row ? await reading.told(learner.userId, [row], await asOf(learner)) : []
    if (!item) throw new Problem('not-found', 'There is no such item, or it is not yours.')
    return item
  }

  return {
    guide: createReviewGuide({ sessions, reading, grade, read, changed, now, newId }),
    /** What is done when a session is over. */
    fromSession: making.fromSession,
    withdraw: createWithdrawn({ making, changed }),
    rebuild,
    /** Brings items of an export back. */
    bringBack: createBringBack({ db, cards }),
    outside: createOutside({ db, cards, facts, now, newId }),
    answering,
    deadlines,
    parameters,

    async list(learner: Learner, query: ItemsQuery): Promise<Items> {
      const of = await asOf(learner)
      const key = query.concept === undefined ? null : keyOfConcept(query.concept)
      const rows = await reading.rows(learner.userId, query, key, of.today)
      const told = await reading.told(learner.userId, rows.slice(0, query.limit), of)
      return { items: told, count: told.length, more: rows.length > query.limit }
    },

    one,

    async add(learner: Learner, item: NewItem): Promise<Item> {
      const id = await items.add(learner, item)
      changed(learner.userId)
      return one(learner, id)
    },

    async change(learner: Learner, id: string, changes: ItemChanges): Promise<Item> {
      await items.change(learner, id, changes)
      changed(learner.userId)
      return one(learner, id)
    },

    async decide(learner: Learner, { ids, state }: z.infer<typeof ItemsDecided>): Promise<number> {
      const count = await items.decide(learner, ids, state)
      if (count > 0) changed(learner.userId)
      return count
    },

    async remove(userId: string, id: string): Promise<void> {
      await items.remove(userId, id)
      changed(userId)
    },

    /** Reviews of an item that count, the latest first. */
    async history(learner: Learner, id: string): Promise<Reviews> {
      const { prompts } = await one(learner, id)
      const taken = (await Promise.all(prompts.map((prompt) => cards.takenOf(db, learner.userId, prompt.id)))).flat()
      const reviews = taken
        .sort((a, b) => b.at.localeCompare(a.at))
        .slice(0, REVIEWS_SHOWN)
        .map(({ id, at, day, data }) => ({
          ...{ id, prompt_id: data.prompt, at, day, rating: data.rating, recalled: data.recalled === 1 },
          ...{ graded_by: data.graded_by, predicted: data.retrievability, stability: data.stability },
          ...{ difficulty: data.difficulty, scheduled_days: data.scheduled_days },
        }))
      return { reviews, count: reviews.length }
    },

    /** What is due, in the order it is asked, with the counts. */
    async dueFor(learner: Learner, { deck, limit }: { deck?: string | undefined; limit: number }): Promise<DueQueue> {
      const of = await asOf(learner)
      const due = await queue.due(learner.userId, of, { deck, limit: limit + 1 })
      return { prompts: due.slice(0, limit), counts: await countsOf(learner), more: due.length > limit }
    },
    countsOf,
    decks: async (learner: Learner) => ({ decks: await queue.decks(learner.userId, await asOf(learner)) }),
    forecastFor: async (learner: Learner, days: number): Promise<ReviewForecast> =>
      queue.forecast(learner.userId, await asOf(learner), days),
    masteryFor: async (learner: Learner): Promise<MasteryOfAll> => masteries(learner.userId, await asOf(learner)),

    /** The same for others, who know no more than an id. */
    async due(userId: string, { at = now(), limit = 50 }: { at?: Date; limit?: number } = {}) {
      return queue.due(userId, await asOf(await whoIs(userId), at), { limit })
    },
    counts: async (userId: string, at?: Date): Promise<ReviewCounts> => countsOf(await whoIs(userId), at),
    async forecast(userId: string, days: number): Promise<ReviewForecast['days']> {
      return (await queue.forecast(userId, await asOf(await whoIs(userId)), days)).days
    },
    async mastery(userId: string) {
      const { concepts } = await masteries(userId, await asOf(await whoIs(userId)))
      return concepts.map(({ concept_id: conceptId, ...mastery }) => ({ conceptId, ...mastery }))
    },

    async settings(userId: string): Promise<ReviewSettings> {
      const { retention, new_per_day, propose, fuzz } = await wishes.of(userId)
      return { retention, new_per_day, propose, fuzz }
    },

    async changeSettings(userId: string, changes: ReviewSettingsChanges): Promise<ReviewSettings> {
      const { settings, reschedule } = await wishes.change(userId, changes)
      if (reschedule) await moved(userId, { anew: true })
      else changed(userId)
      return settings
    },

    async takeFromDevice(learner: Learner, sent: readonly unknown[]) {
      const results = await fromDevices.take(learner, sent)
      if (results.some(({ outcome }) => outcome === 'taken')) changed(learner.userId)
      return { results, counts: await countsOf(learner) }
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of [
        ...(['review_cards', 'review_points', 'review_prompts', 'review_items', 'review_sessions'] as const),
        ...(['review_deadlines', 'review_settings', 'review_examples'] as const),
      ])
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
