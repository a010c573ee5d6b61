import type { InsightRule as Rule } from '@lva/contracts/insights'
import { addDays, daysBetween } from '../../days.ts'
import { keysOf } from '../../records.ts'
import { lastDays, later } from '../calendar.ts'
import { MEASURES } from '../metrics.ts'
import { isActive, sumOf, valuesOf, within } from '../series.ts'
import { anomaliesIn } from '../statistics/anomalies.ts'
import { compare, shareOf, welch } from '../statistics/comparison.ts'
import type { Found, Seen } from './found.ts'

const MILESTONES = {
  'milestone-sessions': [10, 25, 50, 100, 250, 500, 1000],
  'milestone-streak': [3, 7, 14, 30, 60, 100, 365],
  'milestone-hours': [1, 5, 10, 25, 50, 100],
} as const
/** A difference of two shares that is worth telling, and how sure it has to be. */
const SHARE_APART = 0.1
const SURE_P = 0.05
const SHARE_NEEDS = 20
const FORTNIGHT = 14

/** All that the rules find, the most important first. Pure: the same is seen in the same. */
export function findIn(seen: Seen): Found[] {
  const all = [streakAtRisk, gap, recallChanged, moreTime, scattered, bestHours, due, unusualDay, mastered, calibrated]
  return [...all.flatMap((rule) => rule(seen)), ...milestones(seen)].sort(
    (a, b) => b.importance - a.importance || (a.key < b.key ? -1 : 1),
  )
}

function found(
  rule: Rule,
  subject: string,
  { conceptId = null, ...told }: Pick<Found, 'importance' | 'n' | 'figures'> & { conceptId?: string | null },
): Found {
  return { rule, key: `${rule}:${subject}`, conceptId, ...told }
}

function streakAtRisk({ streak, days, today, hour }: Seen): Found[] {
  const open = !days.some((day) => day.day === today && isActive(day))
  if (streak.current < 3 || !open || hour < 15) return []
  const figures = { days: streak.current }
  // One streak is at risk on many evenings, and is told of once.
  return [found('streak-at-risk', streak.since ?? today, { importance: 5, n: streak.current, figures })]
}

function gap({ ever, today }: Seen): Found[] {
  const last = ever?.lastDay
  if (!last || ever.days < 5) return []
  const quiet = daysBetween(last, today) - 1
  return quiet < 3 ? [] : [found('activity-gap', last, { importance: 3, n: ever.days, figures: { last, days: quiet } })]
}

function recallChanged({ days, today }: Seen): Found[] {
  const now = sumOf(within(days, lastDays(today, FORTNIGHT)))
  const then = sumOf(within(days, lastDays(addDays(today, -FORTNIGHT), FORTNIGHT)))
  if (now.reviews < SHARE_NEEDS || then.reviews < SHARE_NEEDS) return []
  const [a, b] = [shareOf(now.recalled, now.reviews), shareOf(then.recalled, then.reviews)]
  if (Math.abs(a.mean - b.mean) < SHARE_APART || (welch(a, b)?.p ?? 0) >= SURE_P) return []
  const told = { n: now.reviews, figures: { now: a.mean, before: b.mean, reviewsBefore: then.reviews } }
  const fortnight = String(Math.floor(daysBetween('1970-01-05', today) / FORTNIGHT))
  return [
    a.mean < b.mean
      ? found('recall-falling', fortnight, { importance: 4, ...told })
      : found('recall-rising', fortnight, { importance: 3, ...told }),
  ]
}

function moreTime({ days, ever, today }: Seen): Found[] {
  const span = lastDays(today, 28)
  const earlier = lastDays(addDays(today, -28), 28)
  if (!ever || ever.firstDay > earlier.from) return []
  const minutes = (of: typeof span) => valuesOf(days, MEASURES.minutes, of).filter((value) => value !== null)
  const { now, before, p } = compare(minutes(span), minutes(earlier))
  if (now.mean === null || !before.mean || p === null || p >= SURE_P || now.mean < before.mean * 1.25) return []
  const figures = { now: now.mean, before: before.mean, p }
  return [found('more-time', today.slice(0, 7), { importance: 2, n: now.n, figures })]
}

function scattered({ topics, today }: Seen): Found[] {
  if (topics.count <= 10 || topics.familiar / topics.count >= 0.3) return []
  const figures = { familiar: topics.familiar }
  return [found('scattered', today.slice(0, 7), { importance: 3, n: topics.count, figures })]
}

/** The three hours in which more is recalled than in all others. */
function bestHours({ hours }: Seen): Found[] {
  const parts = Array.from({ length: 8 }, (_, part) => {
    const own = hours.filter(({ hour }) => Math.floor(hour / 3) === part)
    const add = (of: 'reviews' | 'recalled') => own.reduce((sum, one) => sum + one[of], 0)
    return { from: part * 3, reviews: add('reviews'), recalled: add('recalled') }
  })
  const all = parts.reduce(
    (sum, one) => ({ reviews: sum.reviews + one.reviews, recalled: sum.recalled + one.recalled }),
    {
      reviews: 0,
      recalled: 0,
    },
  )
  const better = parts.flatMap((part) => {
    const rest = { reviews: all.reviews - part.reviews, recalled: all.recalled - part.recalled }
    if (part.reviews < 30 || rest.reviews < 30) return []
    const [a, b] = [shareOf(part.recalled, part.reviews), shareOf(rest.recalled, rest.reviews)]
    if (a.mean - b.mean < SHARE_APART || (welch(a, b)?.p ?? 0) >= SURE_P) return []
    return [{ from: part.from, now: a.mean, others: b.mean, n: part.reviews }]
  })
  const best = better.sort((a, b) => b.now - a.now)[0]
  if (!best) return []
  const { n, ...figures } = best
  return [found('best-hours', String(best.from), { importance: 3, n, figures: { ...figures, to: best.from + 3 } })]
}

function due({ due, today }: Seen): Found[] {
  return [...due]
    .filter((one) => one.due >= 3)
    .sort((a, b) => b.due - a.due || (a.conceptId < b.conceptId ? -1 : 1))
    .slice(0, 2)
    .map(({ conceptId, due }) =>
      found('topic-due', `${conceptId}:${today.slice(0, 7)}`, { importance: 4, n: due, figures: {}, conceptId }),
    )
}

/** Yesterday, which is over, against the 30 days before it. */
function unusualDay({ days, ever, today }: Seen): Found[] {
  const yesterday = addDays(today, -1)
  if (!ever) return []
  const from = later(ever.firstDay, addDays(yesterday, -30))
  const values = valuesOf(days, MEASURES.minutes, { from, to: yesterday })
  const [unusual] = anomaliesIn(values, values.length - 1).found
  // Of a day with less than usual the gap tells, if it goes on.
  if (!unusual || unusual.z < 0) return []
  const figures = { day: yesterday, minutes: unusual.value, mean: unusual.mean, z: unusual.z }
  return [found('unusual-day', yesterday, { importance: 2, n: values.length - 1, figures })]
}

function mastered({ levels }: Seen): Found[] {
  return levels.flatMap(({ conceptId, level, prompts }) =>
    level === 'mastered' && conceptId !== null
      ? [found('mastered', conceptId, { importance: 4, n: prompts, figures: {}, conceptId })]
      : [],
  )
}

/** Things come back too late, or earlier than they have to. */
function calibrated({ calibration, today }: Seen): Found[] {
  const bands = calibration.bands.filter(({ predicted }) => predicted !== null)
  const n = bands.reduce((sum, band) => sum + band.n, 0)
  const mean = (of: 'predicted' | 'recalled') => bands.reduce((sum, band) => sum + (band[of] ?? 0) * band.n, 0) / n
  if (n < 100) return []
  const figures = { predicted: mean('predicted'), recalled: mean('recalled') }
  const apart = figures.predicted - figures.recalled
  if (Math.abs(apart) < 0.08) return []
  return [found(apart > 0 ? 'too-sure' : 'too-careful', today.slice(0, 7), { importance: 3, n, figures })]
}

/** The highest of each kind that was reached: whoever brings a year along is not told of seven. */
function milestones({ ever, streak }: Seen): Found[] {
  const reached = {
    'milestone-sessions': ever?.sittings ?? 0,
    'milestone-streak': streak.current,
    'milestone-hours': Math.floor((ever?.seconds ?? 0) / 3_600),
  }
  return keysOf(MILESTONES).flatMap((rule) => {
    const place = MILESTONES[rule].findLastIndex((one) => reached[rule] >= one)
    const count = MILESTONES[rule][place]
    if (count === undefined) return []
    return [found(rule, String(count), { importance: place < 2 ? 2 : place < 4 ? 3 : 4, n: count, figures: { count } })]
  })
}
