import type { Insight, InsightChange, Insights, ProgressOverview, RangeQuery, Report } from '@lva/contracts/insights'
import type { ReviewForecast } from '@lva/contracts/reviews'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { daysFrom, localMoment } from '../days.ts'
import type { Tables } from '../db/tables.ts'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Learner } from '../learner.ts'
import type { Workers } from '../workers/workers.ts'
import { createAnalytics, type Held, type Known } from './analytics.ts'
import { createAnswers } from './cached.ts'
import { lastDays } from './calendar.ts'
import { createExports } from './exports.ts'
import type { Found } from './noticing/found.ts'
import { createNotebook } from './noticing/notebook.ts'
import { createReading, type ReadTables } from './reading.ts'
import { asHtml } from './reports/html.ts'
import { asMarkdown } from './reports/markdown.ts'
import { onPaper } from './reports/paper.ts'
import type drawPdf from './reports/pdf.ts'
import { periodTold } from './reports/period.ts'
import { isActive, sumOf } from './series.ts'

const OfLearner = z.object({ userId: z.string() })
const LOOKED_AT_DAYS = 62
const HOURS_DAYS = 90
const TOPICS_MAX = 200
const DUE_MAX = 200
const OF_REPORT = 10

/** The tables it reads and writes. */
export type InsightTable = keyof (ReadTables & Pick<Tables, 'insights'>)

export type InsightKeeper = ReturnType<typeof createInsights>

/** How it goes: numbers and pictures from what is counted, what stands out in them, reports and exports. */
export function createInsights({
  db,
  jobs,
  workers,
  now,
  newId,
  publish,
  overhear,
  learnerOf,
  count,
  streak,
  reviews,
}: {
  db: Kysely<Pick<Tables, InsightTable>>
  jobs: Pick<Jobs, 'kind'>
  workers: Pick<Workers, 'task'>
  now: () => Date
  newId: () => string
  publish: Publish
  overhear: (ear: (userId: string | null) => void) => void
  learnerOf: (userId: string) => Promise<Learner | null>
  /** Sees to it that what happened is counted. */
  count: (userId: string) => Promise<void>
  streak: Known['streak']
  reviews: Pick<Known, 'mastery'> & {
    due(userId: string, options: { limit: number }): Promise<ReadonlyArray<{ concept: string }>>
    forecast(userId: string, days: number): Promise<ReviewForecast['days']>
  }
}) {
  const reading = createReading({ db })
  const analytics = createAnalytics({ reading, known: { mastery: reviews.mastery, streak } })
  const notebook = createNotebook({ db, names: reading.names, now, newId })
  const answers = createAnswers({ overhear })
  const exports = createExports({ db, reading, notebook, now })
  const finding = jobs.kind('find-insights', OfLearner)
  const draw = workers.task<typeof drawPdf>(new URL('./reports/pdf.ts', import.meta.url), {
    timeoutMs: 20_000,
    memoryMb: 256,
  })

  /** Of somebody who is just gone nothing is left to be told. */
  const clockOf = async (userId: string) => (await learnerOf(userId)) ?? { timezone: 'UTC', locale: 'en' }

  /** Whose calendar and clock it is; what happened until now is counted. */
  async function here(userId: string) {
    const { timezone, locale } = await clockOf(userId)
    await count(userId)
    const { day: today, minute } = localMoment(now(), timezone)
    return { today, hour: Math.floor(minute / 60), locale }
  }

  /** Questions that are due today, by concept. */
  async function dueByConcept(userId: string, levels: readonly Held[]) {
    const ids = new Map(levels.map(({ name, conceptId }) => [name, conceptId]))
    const counts = new Map<string, number>()
    for (const { concept } of await reviews.due(userId, { limit: DUE_MAX })) {
      const id = ids.get(concept)
      if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return [...counts].map(([conceptId, due]) => ({ conceptId, due }))
  }

  async function look(userId: string, { today, hour }: { today: string; hour: number }): Promise<Found[]> {
    const month = lastDays(today, 30)
    const levels = await reviews.mastery(userId)
    const held = new Set(
      levels.filter(({ level }) => level !== 'new' && level !== 'learning').map(({ conceptId }) => conceptId),
    )
    const topics = await reading.topics(userId, month, { limit: TOPICS_MAX })
    const ever = await reading.ever(userId)
    if (ever === null) return []
    const quarter = lastDays(today, HOURS_DAYS)
    const { findIn } = await import('./noticing/rules.ts')
    return findIn({
      ...{ today, hour, ever, levels },
      days: await reading.days(userId, lastDays(today, LOOKED_AT_DAYS)),
      streak: await streak(userId),
      topics: { count: topics.length, familiar: topics.filter(({ conceptId }) => held.has(conceptId)).length },
      hours: await reading.hours(userId, quarter),
      due: await dueByConcept(userId, levels),
      calibration: (await analytics.recall(userId, today, { days: HOURS_DAYS })).calibration,
    })
  }

  /** What holds now; what is new among it is taken down. */
  async function find(userId: string) {
    const { today, hour, locale } = await here(userId)
    const found = await answers.ask(userId, ['found', today, hour], () => look(userId, { today, hour }))
    return { found, today, locale, fresh: await notebook.note(userId, found, today) }
  }

  finding.does(async ({ userId }) => {
    if ((await find(userId)).fresh > 0) publish(userId, { type: 'insights-changed' })
  })

  const latest = async (userId: string): Promise<Insights> => notebook.open(userId, await find(userId))

  /** Asks with the learner's own today, and keeps the answer. */
  const asked =
    <Query extends object, Answer>(
      name: string,
      answer: (userId: string, today: string, query: Query) => Promise<Answer>,
    ) =>
    async (userId: string, query: Query): Promise<Answer> => {
      const { today } = await here(userId)
      return answers.ask(userId, [name, today, query], () => answer(userId, today, query))
    }
  const overview = asked('overview', analytics.overview)

  async function report(
    userId: string,
    { period, day }: { period: 'week' | 'month'; day?: string | undefined },
  ): Promise<Report> {
    const { today, locale } = await here(userId)
    const { span, earlier, complete, latest, current } = periodTold(period, day, today)
    // Nobody knows how firmly things were known at another time.
    const levels = current ? await reviews.mastery(userId) : null
    const known = new Map((await reading.days(userId, span)).map((one) => [one.day, one]))
    const days = daysFrom(span.from, span.to).map((day) => {
      const { seconds, turns, reviews } = sumOf(known.has(day) ? [known.get(day) ?? sumOf([])] : [])
      return { day, minutes: seconds / 60, exchanges: turns, reviews }
    })
    const empty = ![...known.values()].some(isActive)
    const best = days.reduce((one, other) => (other.minutes > one.minutes ? other : one))
    const next = latest && !empty ? await reviews.forecast(userId, period === 'week' ? 7 : 30) : null
    const { figures } = await analytics.figures(userId, span, { earlier, levels })
    return {
      ...{ period, ...span, complete, empty },
      ...{ figures: empty ? [] : figures, days: empty ? [] : days },
      best: best.minutes > 0 ? { day: best.day, minutes: best.minutes } : null,
      topics: empty ? [] : await analytics.topicsOf(userId, span, { limit: OF_REPORT, levels: levels ?? [] }),
      insights: empty ? [] : await notebook.of(userId, span, locale),
      due_next: next && { days: next.length, due: next.reduce((sum, one) => sum + one.due, 0) },
    }
  }

  return {
    /** Looks for insights after something has happened. */
    find: finding,

    async overview(userId: string, query: RangeQuery): Promise<ProgressOverview> {
      const { insights } = await latest(userId)
      return { ...(await overview(userId, query)), insights: insights.slice(0, 3) }
    },
    progress: asked('progress', analytics.progress),
    trends: asked('trends', analytics.trends),
    recall: asked('recall', analytics.recall),
    hours: asked('hours', analytics.hours),
    topics: asked('topics', analytics.topics),
    heatmap: asked('heatmap', analytics.heatmap),

    /** What stands out and has not been dismissed: at most five. */
    latest,

    /** Throws Problem `not-found`, also for somebody else's. */
    async change(userId: string, id: string, change: InsightChange): Promise<Insight> {
      const insight = await notebook.change(userId, id, change, await here(userId))
      publish(userId, { type: 'insights-changed' })
      return insight
    },

    /** A week or a month. Throws Problem `bad-request` for one that has not begun. */
    report,

    /** The same to be read elsewhere: as Markdown, as a page, or as a PDF, which is drawn in a thread. */
    async paper(userId: string, report: Report, format: 'markdown' | 'html' | 'pdf', signal: AbortSignal) {
      const paper = onPaper(report, (await clockOf(userId)).locale)
      if (format === 'markdown') return asMarkdown(paper)
      return format === 'html' ? asHtml(paper) : Buffer.from(await draw(paper, { signal, owner: userId }))
    },

    csv: exports.csv,
    json: exports.json,

    /** Removes everything of one learner. */
    erase: notebook.erase,
  }
}
