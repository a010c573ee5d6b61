import type { Metric, Trends } from '@lva/contracts/insights'
import { addDays, daysFrom, weekday } from '../days.ts'
import { before, later, type Span } from './calendar.ts'
import { type LearnerDay, MEASURES } from './metrics.ts'
import { valuesOf } from './series.ts'
import { anomaliesIn } from './statistics/anomalies.ts'
import { compare } from './statistics/comparison.ts'
import { seasonalityOf } from './statistics/seasonality.ts'
import { outlookOf } from './statistics/smoothing.ts'
import { trendOf } from './statistics/trend.ts'

const AHEAD_DAYS = 14

/**
 * What can be said of a metric over a span that ends today. `days` reach back at least as far again, and 30 days. Nothing is said of the time
 * before somebody came (`firstDay`), and today, which still goes on, is not what tomorrow is expected from.
 */
export function trendsOf(
  metric: Metric,
  days: readonly LearnerDay[],
  { span, firstDay }: { span: Span; firstDay: string | null },
): Trends {
  const measure = MEASURES[metric]
  const since = (asked: Span): Span => ({ from: later(asked.from, firstDay ?? addDays(span.to, 1)), to: asked.to })
  const valued = (asked: Span) => {
    const values = valuesOf(days, measure, asked)
    return daysFrom(asked.from, asked.to).flatMap((day, at) => {
      const value = values[at] ?? null
      return value === null ? [] : [{ day, at, value, weekday: weekday(day) }]
    })
  }
  const own = since(span)
  const told = valued(own)
  const over = told.filter(({ day }) => day < span.to)
  const { expected, n, needs } = outlookOf(
    over.map(({ value }) => value),
    { ahead: AHEAD_DAYS, least: measure.least, most: measure.most },
  )
  const earlier = since(lastMonthBefore(own))
  const unusual = anomaliesIn(
    valuesOf(days, measure, { from: earlier.from, to: addDays(span.to, -1) }),
    daysFrom(earlier.from, earlier.to).length,
  )
  return {
    ...{ metric, ...span },
    trend: trendOf(over.map(({ at, value }) => [at, value] as const)),
    seasonality: seasonalityOf(over),
    outlook: { days: expected.map((one, at) => ({ day: addDays(span.to, at + 1), ...one })), n, needs },
    comparison: compare(
      told.map(({ value }) => value),
      valued(since(before(span))).map(({ value }) => value),
    ),
    anomalies: {
      found: unusual.found.map(({ at, ...one }) => ({ day: addDays(earlier.from, at), ...one })),
      ...{ n: unusual.n, needs: unusual.needs },
    },
  }
}

const lastMonthBefore = ({ from }: Span): Span => ({ from: addDays(from, -30), to: addDays(from, -1) })
