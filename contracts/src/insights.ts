import { z } from 'zod'
import { Day, MasteryLevel } from './reviews.ts'
import { Id } from './text.ts'

/** What is measured day by day, by the learner's own days. `recall` is an average (0–1) of the reviews of a day; all others are counts. */
export const Metric = z.enum(['minutes', 'sessions', 'exchanges', 'words', 'reviews', 'recall', 'teach-backs'])
export type Metric = z.infer<typeof Metric>

/** A statistic and the size of its sample. `value` is null while there is less than it needs. */
export const Measured = z.object({ value: z.number().nullable(), n: z.int(), needs: z.int() })
export type Measured = z.infer<typeof Measured>

/** The last so many days, today included. */
export const RangeQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) })
export type RangeQuery = z.infer<typeof RangeQuery>

const range = { from: Day, to: Day }

/** Numbers of the overview, in the order they are shown. */
export const FigureName = z.enum([
  'sessions',
  'minutes',
  'exchanges',
  'reviews',
  'recall',
  'streak',
  'topics',
  'mastered',
])
export type FigureName = z.infer<typeof FigureName>
/** A number and the same of as many days before; `change` is their difference. Null: there is not enough data, or nobody knows. */
export const Figure = Measured.extend({
  figure: FigureName,
  before: z.number().nullable(),
  change: z.number().nullable(),
})
export type Figure = z.infer<typeof Figure>

/** What kind of thing an insight is. */
export const InsightKind = z.enum([
  'achievement',
  'improvement',
  'attention',
  'discovery',
  'suggestion',
  'anomaly',
  'milestone',
])
export type InsightKind = z.infer<typeof InsightKind>
/** What found an insight. */
export const InsightRule = z.enum([
  'streak-at-risk',
  'activity-gap',
  'recall-falling',
  'recall-rising',
  'more-time',
  'scattered',
  'best-hours',
  'topic-due',
  'unusual-day',
  'mastered',
  'too-sure',
  'too-careful',
  'milestone-sessions',
  'milestone-streak',
  'milestone-hours',
])
export type InsightRule = z.infer<typeof InsightRule>
/** Where one can do something about an insight. */
export const InsightPlace = z.enum(['talk', 'review', 'topic', 'progress', 'goals'])
export type InsightPlace = z.infer<typeof InsightPlace>

/** Something worth knowing, with what it rests on. `because` names it in a sentence and ends in how many (`n`). */
export const Insight = z.object({
  id: Id,
  rule: InsightRule,
  kind: InsightKind,
  importance: z.int().min(1).max(5),
  title: z.string(),
  because: z.string(),
  n: z.int(),
  advice: z.string().nullable(),
  place: InsightPlace.nullable(),
  concept_id: z.string().nullable(),
  found_on: Day,
  state: z.enum(['open', 'dismissed', 'snoozed']),
})
export type Insight = z.infer<typeof Insight>
/** At most five, the most important first; `waiting` more stand behind them. */
export const Insights = z.object({ insights: z.array(Insight).max(5), waiting: z.int() })
export type Insights = z.infer<typeof Insights>
/** Dismissed: never again. Snoozed: not for so many days. Open: undoes either. */
export const InsightChange = z.discriminatedUnion('state', [
  z.object({ state: z.literal('open') }),
  z.object({ state: z.literal('dismissed') }),
  z.object({ state: z.literal('snoozed'), days: z.int().min(1).max(90).default(7) }),
])
export type InsightChange = z.infer<typeof InsightChange>

/** How it went in the last days, and what stands out since the beginning. */
export const ProgressOverview = z.object({
  ...range,
  days: z.int(),
  figures: z.array(Figure),
  quick: z.object({
    first_day: Day.nullable(),
    active_days: z.int(),
    sessions: z.int(),
    exchanges: z.int(),
    minutes: z.number(),
    reviews: z.int(),
    longest_streak: z.int().nullable(),
    busiest: z.object({ day: Day, minutes: z.number() }).nullable(),
  }),
  insights: z.array(Insight).max(3),
})
export type ProgressOverview = z.infer<typeof ProgressOverview>

/** How days are put together. Weeks begin on Monday. */
export const SeriesUnit = z.enum(['day', 'week', 'month', 'year'])
export type SeriesUnit = z.infer<typeof SeriesUnit>
/** What to draw. */
export const ProgressQuery = z.object({
  metric: Metric.default('minutes'),
  unit: SeriesUnit.default('day'),
  days: z.coerce.number().int().min(1).max(1_100).default(90),
})
export type ProgressQuery = z.infer<typeof ProgressQuery>
/** One day or period. A count without anything is 0; an average without anything is a gap (null). `n`: reviews for an average, days for a count. */
export const SeriesPoint = z.object({ from: Day, to: Day, value: z.number().nullable(), n: z.int() })
export type SeriesPoint = z.infer<typeof SeriesPoint>
/** A metric over time; `rolling` means end on each day and are there for days only. */
export const Progress = z.object({
  metric: Metric,
  unit: SeriesUnit,
  ...range,
  today: Day,
  points: z.array(SeriesPoint),
  rolling: z.array(z.object({ days: z.int(), values: z.array(z.number().nullable()) })),
  mean: Measured,
})
export type Progress = z.infer<typeof Progress>

/** Of which metric, over how many days. */
export const TrendsQuery = z.object({
  metric: Metric.default('minutes'),
  days: z.coerce.number().int().min(7).max(366).default(90),
})
export type TrendsQuery = z.infer<typeof TrendsQuery>

/** A straight line by least squares. `volatile`: cv > 0.3 and r2 < 0.3; otherwise `stable`: r2 < 0.2. `slope` is per day. */
export const Trend = z.object({
  direction: z.enum(['rising', 'falling', 'stable', 'volatile']).nullable(),
  slope: z.number().nullable(),
  r2: z.number().nullable(),
  cv: z.number().nullable(),
  n: z.int(),
  needs: z.int(),
})
export type Trend = z.infer<typeof Trend>
/** Means of the weekdays, Monday = 0. `strength`: the share of the variance that weekdays explain. */
export const Seasonality = z.object({
  weekdays: z.array(z.object({ weekday: z.int(), mean: z.number().nullable(), n: z.int() })),
  strength: z.number().nullable(),
  n: z.int(),
  needs: z.int(),
})
export type Seasonality = z.infer<typeof Seasonality>
/** The coming days by damped smoothing; four of five should lie between `low` and `high`. Empty while there is too little. */
export const Outlook = z.object({
  days: z.array(z.object({ day: Day, value: z.number(), low: z.number(), high: z.number() })),
  n: z.int(),
  needs: z.int(),
})
export type Outlook = z.infer<typeof Outlook>
/** The last days against as many before: Welch's t-test, two-sided. */
export const PeriodComparison = z.object({
  now: z.object({ mean: z.number().nullable(), n: z.int() }),
  before: z.object({ mean: z.number().nullable(), n: z.int() }),
  difference: z.number().nullable(),
  t: z.number().nullable(),
  df: z.number().nullable(),
  p: z.number().nullable(),
  needs: z.int(),
})
export type PeriodComparison = z.infer<typeof PeriodComparison>
/** Days that lie two standard deviations or more from the 30 days before them. `n`: days that could be judged. */
export const Anomalies = z.object({
  found: z.array(z.object({ day: Day, value: z.number(), mean: z.number(), z: z.number() })),
  n: z.int(),
  needs: z.int(),
})
export type Anomalies = z.infer<typeof Anomalies>
/** What can be said of one metric. */
export const Trends = z.object({
  metric: Metric,
  ...range,
  trend: Trend,
  seasonality: Seasonality,
  outlook: Outlook,
  comparison: PeriodComparison,
  anomalies: Anomalies,
})
export type Trends = z.infer<typeof Trends>

/** Reviews whose predicted recall lies in a band, and the share that was recalled, with its 95 % interval. */
export const CalibrationBand = z.object({
  from: z.number(),
  to: z.number(),
  predicted: z.number().nullable(),
  recalled: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int(),
})
export type CalibrationBand = z.infer<typeof CalibrationBand>
/** How much was recalled, and whether as much as predicted. `error`: mean distance of the two, weighted by reviews. */
export const Recall = z.object({
  ...range,
  rate: Measured,
  calibration: z.object({ bands: z.array(CalibrationBand), error: Measured }),
})
export type Recall = z.infer<typeof Recall>

const Slot = z.object({ sessions: z.int(), minutes: z.number(), reviews: z.int(), recall: Measured })
/** When somebody learns: by the hour and the weekday (Monday = 0) at which sessions begin. */
export const Hours = z.object({
  ...range,
  hours: z.array(Slot.extend({ hour: z.int() })),
  weekdays: z.array(Slot.extend({ weekday: z.int() })),
  n: z.int(),
})
export type Hours = z.infer<typeof Hours>

/** The most active first. */
export const TopicsQuery = RangeQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(20) })
export type TopicsQuery = z.infer<typeof TopicsQuery>
/** A topic of the last days. `level` is null when nothing of it is reviewed; `why` says what the level rests on. */
export const Topic = z.object({
  concept_id: z.string(),
  name: z.string(),
  exchanges: z.int(),
  reviews: z.int(),
  recall: Measured,
  level: MasteryLevel.nullable(),
  why: z.string().nullable(),
  last_day: Day,
})
export type Topic = z.infer<typeof Topic>
/** Topics of the last days, and how many of all that are reviewed stand at which level. */
export const Topics = z.object({
  ...range,
  topics: z.array(Topic),
  total: z.int(),
  levels: z.array(z.object({ level: MasteryLevel, topics: z.int() })),
})
export type Topics = z.infer<typeof Topics>

/** A year; this one unless it is said. */
export const HeatmapQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() })
export type HeatmapQuery = z.infer<typeof HeatmapQuery>
/** Days on which there was something; every other day of the year is in band 0. Activities are exchanges and reviews. */
export const Heatmap = z.object({
  year: z.int(),
  today: Day,
  days: z.array(z.object({ day: Day, activities: z.int(), minutes: z.number(), band: z.int().min(1).max(4) })),
  bands: z.array(z.object({ band: z.int(), from: z.int(), to: z.int().nullable() })).length(5),
  active_days: z.int(),
  first_year: z.int(),
})
export type Heatmap = z.infer<typeof Heatmap>

/** Which week or month: the one that holds `day`; without it the latest that is over. */
export const ReportQuery = z.object({
  period: z.enum(['week', 'month']).default('week'),
  day: Day.optional(),
  format: z.enum(['json', 'markdown', 'html', 'pdf']).default('json'),
})
export type ReportQuery = z.infer<typeof ReportQuery>
/** A week or a month, against as many days before. `complete` is false while it goes on; then only days until today are compared. */
export const Report = z.object({
  period: z.enum(['week', 'month']),
  ...range,
  complete: z.boolean(),
  empty: z.boolean().describe('Nothing happened in it; there are no numbers.'),
  figures: z.array(Figure),
  days: z.array(z.object({ day: Day, minutes: z.number(), exchanges: z.int(), reviews: z.int() })),
  best: z.object({ day: Day, minutes: z.number() }).nullable(),
  topics: z.array(Topic),
  insights: z.array(Insight),
  due_next: z.object({ days: z.int(), due: z.int() }).nullable(),
})
export type Report = z.infer<typeof Report>

/** There is something new among my insights, or one of them has gone. */
export const InsightsChanged = z.object({ type: z.literal('insights-changed') })
