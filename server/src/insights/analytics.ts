import type { Streak } from '@lva/contracts/goals'
import type {
  Heatmap,
  HeatmapQuery,
  Hours,
  Measured,
  Progress,
  ProgressOverview,
  ProgressQuery,
  RangeQuery,
  Recall,
  Topic,
  Topics,
  TopicsQuery,
  Trends,
  TrendsQuery,
} from '@lva/contracts/insights'
import type { Mastery, MasteryLevel } from '@lva/contracts/reviews'
import { mean } from 'simple-statistics'
import { addDays, daysBetween, weekday } from '../days.ts'
import { before, lastDays, later, type Span } from './calendar.ts'
import { type LearnerDay, MEASURES } from './metrics.ts'
import { figuresOf, rateOf } from './overview.ts'
import type { Reading } from './reading.ts'
import { seriesOf, sumOf, valuesOf, within } from './series.ts'
import { calibrationOf } from './statistics/calibration.ts'
import { rollingMeans } from './statistics/rolling.ts'

const ROLLING_DAYS = [7, 30, 90]
const LONGEST = 90
const MEAN_NEEDS = 3
const LEVELS: MasteryLevel[] = ['new', 'learning', 'familiar', 'solid', 'mastered']

/** How firmly a concept is known; `conceptId` is null when nothing speaks of it any more. */
export type Held = Pick<Mastery, 'name' | 'level' | 'why' | 'prompts'> & { conceptId: string | null }

/** What others know about a learner. */
export interface Known {
  mastery(userId: string): Promise<Held[]>
  /** As it stands now. */
  streak(userId: string): Promise<Pick<Streak, 'today' | 'current' | 'since' | 'longest' | 'history'>>
}

/** Answers how it goes, from what is counted by days. `today` is the learner's. */
export function createAnalytics({ reading, known }: { reading: Reading; known: Known }) {
  /** How long the streak was at the end of a day. */
  async function streakOn(userId: string, day: string, streak: Awaited<ReturnType<Known['streak']>>): Promise<number> {
    if (day >= streak.today) return streak.current
    const runs = [...(streak.since === null ? [] : [{ from: streak.since, to: streak.today }]), ...streak.history]
    const run = runs.find(({ from, to }) => from <= day && day <= to)
    const days = await reading.days(userId, { from: run?.from ?? day, to: day })
    return days.filter(({ turns, reviews }) => turns + reviews > 0).length
  }

  /** The numbers of a span against as many days before it. `levels` is null for a time long ago: nobody knows what was mastered then. */
  async function figures(
    userId: string,
    span: Span,
    { earlier, levels }: { earlier: Span; levels: readonly Held[] | null },
  ) {
    const ever = await reading.ever(userId)
    const wasHere = ever !== null && ever.firstDay <= earlier.from
    const streak = await known.streak(userId)
    const figures = figuresOf({
      now: await reading.days(userId, span),
      before: await reading.days(userId, earlier),
      wasHere,
      topics: { now: await reading.topicCount(userId, span), before: await reading.topicCount(userId, earlier) },
      streak: { now: await streakOn(userId, span.to, streak), before: await streakOn(userId, earlier.to, streak) },
      mastered: levels && { now: levels.filter(({ level }) => level === 'mastered').length, n: levels.length },
    })
    return { figures, ever, longest: streak.longest }
  }

  /** Topics of a span, with how firmly they are known. */
  async function topicsOf(
    userId: string,
    span: Span,
    { limit, levels }: { limit: number; levels: readonly Held[] },
  ): Promise<Topic[]> {
    const known = new Map(levels.flatMap((one) => (one.conceptId === null ? [] : [[one.conceptId, one] as const])))
    return (await reading.topics(userId, span, { limit })).map((topic) => ({
      ...{ concept_id: topic.conceptId, name: topic.name, exchanges: topic.turns, reviews: topic.reviews },
      ...{ recall: rateOf(topic), last_day: topic.lastDay },
      ...{ level: known.get(topic.conceptId)?.level ?? null, why: known.get(topic.conceptId)?.why ?? null },
    }))
  }

  return {
    figures,
    topicsOf,

    async overview(userId: string, today: string, { days }: RangeQuery): Promise<Omit<ProgressOverview, 'insights'>> {
      const span = lastDays(today, days)
      const told = await figures(userId, span, { earlier: before(span), levels: await known.mastery(userId) })
      const { ever, longest } = told
      return {
        ...{ ...span, days, figures: told.figures },
        quick: {
          ...{ first_day: ever?.firstDay ?? null, active_days: ever?.days ?? 0, sessions: ever?.sittings ?? 0 },
          ...{ exchanges: ever?.turns ?? 0, minutes: (ever?.seconds ?? 0) / 60, reviews: ever?.reviews ?? 0 },
          ...{ longest_streak: ever ? longest : null, busiest: await reading.busiest(userId) },
        },
      }
    },

    async progress(userId: string, today: string, { metric, unit, days }: ProgressQuery): Promise<Progress> {
      const span = lastDays(today, days)
      const measure = MEASURES[metric]
      const all = await reading.days(userId, { from: addDays(span.from, -LONGEST), to: today })
      // Before they came there was nothing, not even a zero.
      const first = (await reading.ever(userId))?.firstDay ?? addDays(today, 1)
      const since = (from: string): Span => ({ from: later(first, from), to: today })
      const own = valuesOf(all, measure, since(span.from))
      const longer = valuesOf(all, measure, since(addDays(span.from, -LONGEST)))
      const rolling = (days: number) => {
        const means = rollingMeans(own, days, longer.slice(0, longer.length - own.length))
        return { days, values: [...Array<null>(daysBetween(span.from, today) + 1 - means.length).fill(null), ...means] }
      }
      return {
        ...{ metric, unit, ...span, today },
        points: seriesOf(all, { measure, unit, span }).map((point) =>
          point.to < first ? { ...point, value: null, n: 0 } : point,
        ),
        rolling: unit === 'day' ? ROLLING_DAYS.map(rolling) : [],
        mean: measure.kind === 'average' ? rateOf(sumOf(within(all, span))) : meanOf(own),
      }
    },

    async trends(userId: string, today: string, { metric, days }: TrendsQuery): Promise<Trends> {
      const { trendsOf } = await import('./trends.ts')
      const span = lastDays(today, days)
      const from = addDays(span.from, -Math.max(days, 30))
      const ever = await reading.ever(userId)
      return trendsOf(metric, await reading.days(userId, { from, to: today }), {
        span,
        firstDay: ever?.firstDay ?? null,
      })
    },

    async recall(userId: string, today: string, { days }: RangeQuery): Promise<Recall> {
      const span = lastDays(today, days)
      const rate = rateOf(sumOf(await reading.days(userId, span)))
      return { ...span, rate, calibration: calibrationOf(await reading.judged(userId, span)) }
    },

    async hours(userId: string, today: string, { days }: RangeQuery): Promise<Hours> {
      const span = lastDays(today, days)
      const hours = new Map((await reading.hours(userId, span)).map((sum) => [sum.hour, sum]))
      const own = await reading.days(userId, span)
      const slot = (sum: Pick<LearnerDay, 'sittings' | 'seconds' | 'reviews' | 'recalled'> | undefined) => ({
        ...{ sessions: sum?.sittings ?? 0, minutes: (sum?.seconds ?? 0) / 60, reviews: sum?.reviews ?? 0 },
        recall: rateOf(sum ?? { reviews: 0, recalled: 0 }),
      })
      return {
        ...span,
        hours: Array.from({ length: 24 }, (_, hour) => ({ hour, ...slot(hours.get(hour)) })),
        weekdays: Array.from({ length: 7 }, (_, number) => ({
          ...{ weekday: number, ...slot(sumOf(own.filter(({ day }) => weekday(day) === number))) },
        })),
        n: own.reduce((sum, { sittings }) => sum + sittings, 0),
      }
    },

    async topics(userId: string, today: string, { days, limit }: TopicsQuery): Promise<Topics> {
      const span = lastDays(today, days)
      const levels = await known.mastery(userId)
      return {
        ...span,
        topics: await topicsOf(userId, span, { limit, levels }),
        total: await reading.topicCount(userId, span),
        levels: LEVELS.map((level) => ({ level, topics: levels.filter((one) => one.level === level).length })),
      }
    },

    async heatmap(userId: string, today: string, { year = Number(today.slice(0, 4)) }: HeatmapQuery): Promise<Heatmap> {
      const days = heatOf(await reading.days(userId, { from: `${year}-01-01`, to: `${year}-12-31` }))
      const ever = await reading.ever(userId)
      return {
        ...{ year, today, days, bands: BANDS, active_days: days.length },
        first_year: Number((ever?.firstDay ?? today).slice(0, 4)),
      }
    },
  }
}

/** What a day had, from three days on. */
function meanOf(values: ReadonlyArray<number | null>): Measured {
  const told = values.filter((value) => value !== null)
  return { value: told.length < MEAN_NEEDS ? null : mean(told), n: told.length, needs: MEAN_NEEDS }
}

/** Exchanges and reviews of a day, in five bands that are the same for everybody and every year. */
const BANDS: Heatmap['bands'] = [
  { band: 0, from: 0, to: 0 },
  { band: 1, from: 1, to: 5 },
  { band: 2, from: 6, to: 15 },
  { band: 3, from: 16, to: 30 },
  { band: 4, from: 31, to: null },
]

/** The days of a year on which there was something. */
function heatOf(days: readonly LearnerDay[]): Heatmap['days'] {
  return days.flatMap(({ day, turns, reviews, seconds }) => {
    const activities = turns + reviews
    const band = BANDS.findLast(({ from }) => activities >= from)?.band ?? 0
    return band > 0 ? [{ day, activities, minutes: seconds / 60, band }] : []
  })
}
