import type { SeriesPoint, SeriesUnit } from '@lva/contracts/insights'
import { daysFrom } from '../days.ts'
import { periodsOf, type Span } from './calendar.ts'
import type { LearnerDay, Measure } from './metrics.ts'

const SUMS = ['turns', 'words', 'seconds', 'sittings', 'reviews', 'recalled', 'teach_backs'] as const
type Sums = Omit<LearnerDay, 'day'>

/** Days taken together. */
export function sumOf(days: readonly Sums[]): Sums {
  const sums = { turns: 0, words: 0, seconds: 0, sittings: 0, reviews: 0, recalled: 0, teach_backs: 0 }
  for (const day of days) for (const name of SUMS) sums[name] += day[name]
  return sums
}

/** Was there anything? */
export const isActive = ({ turns, reviews, sittings }: Sums): boolean => turns + reviews + sittings > 0

/** Those of some days, sorted, that lie in a span. */
export const within = (days: readonly LearnerDay[], { from, to }: Span): LearnerDay[] =>
  days.filter(({ day }) => day >= from && day <= to)

/** A metric over a span, period by period. What has no value of its own is 0 when it counts, and a gap when it is an average. */
export function seriesOf(
  days: readonly LearnerDay[],
  { measure, unit, span }: { measure: Measure; unit: SeriesUnit; span: Span },
): SeriesPoint[] {
  let at = days.findIndex(({ day }) => day >= span.from)
  if (at < 0) at = days.length
  return periodsOf(span, unit).map(({ from, to }) => {
    const own: LearnerDay[] = []
    for (let next = days[at]; next !== undefined && next.day <= to; next = days[at]) {
      own.push(next)
      at += 1
    }
    return { from, to, ...measured(own, measure) }
  })
}

/** What a metric is of days taken together, and of how many things. */
function measured(days: readonly LearnerDay[], measure: Measure): { value: number | null; n: number } {
  const n = days.reduce((sum, day) => sum + measure.weight(day), 0)
  return { value: measure.kind === 'average' && n === 0 ? null : measure.of(sumOf(days)), n }
}

/** A metric for every single day of a span; null is a gap. */
export function valuesOf(days: readonly LearnerDay[], measure: Measure, span: Span): Array<number | null> {
  const known = new Map(days.map((day) => [day.day, day]))
  return daysFrom(span.from, span.to).map((day) => {
    const one = known.get(day)
    return measured(one ? [one] : [], measure).value
  })
}
