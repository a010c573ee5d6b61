import { expect, test } from 'vitest'
import { addDays } from '../../days.ts'
import type { LearnerDay } from '../metrics.ts'
import { RULES, type Seen } from './found.ts'
import { findIn } from './rules.ts'
import { tell } from './wording.ts'

const TODAY = '2026-11-27'
const NOTHING: Seen = {
  ...{ today: TODAY, hour: 18, days: [], ever: null, streak: { current: 0, longest: 0, since: null } },
  ...{ topics: { count: 0, familiar: 0 }, levels: [], hours: [], due: [] },
  calibration: { bands: [], error: { value: null, n: 0, needs: 30 } },
}

/** A day so many days ago. */
const day = (ago: number, more: Partial<LearnerDay> = {}): LearnerDay => ({
  ...{
    day: addDays(TODAY, -ago),
    turns: 5,
    words: 50,
    seconds: 600,
    sittings: 1,
    reviews: 0,
    recalled: 0,
    teach_backs: 0,
  },
  ...more,
})
const days = (from: number, to: number, more: Partial<LearnerDay> = {}) =>
  Array.from({ length: from - to + 1 }, (_, at) => day(from - at, more))
const found = (seen: Partial<Seen>) => findIn({ ...NOTHING, ...seen })
const rules = (seen: Partial<Seen>) => found(seen).map(({ rule }) => rule)
const ever = { firstDay: '2026-01-01', lastDay: TODAY, days: 100, sittings: 9, seconds: 600 }

test('nothing is found where nothing happened', () => {
  expect(found({})).toEqual([])
})

test('a streak is at risk in the afternoon of a day without anything', () => {
  const streak = { current: 6, longest: 9, since: '2026-11-20' }
  expect(rules({ streak, days: days(6, 1), ever })).toContain('streak-at-risk')
  expect(rules({ streak, days: days(6, 1), ever, hour: 9 })).not.toContain('streak-at-risk')
  // Also when a missed day was bridged since.
  expect(found({ streak, days: days(6, 1), ever })[0]?.key).toBe('streak-at-risk:2026-11-20')
  expect(rules({ streak, days: days(6, 0), ever })).not.toContain('streak-at-risk')
})

test('three quiet days are a gap, once for each', () => {
  const away = (ago: number) => found({ ever: { ...ever, lastDay: addDays(TODAY, -ago) } })
  expect(away(4).map(({ rule }) => rule)).toContain('activity-gap')
  expect(away(3)).toEqual([])
  // However long it was.
  for (const ago of [9, 400])
    expect(away(ago)[0]).toMatchObject({
      ...{ key: `activity-gap:${addDays(TODAY, -ago)}`, figures: { days: ago - 1 } },
    })
})

test('recall has changed when enough reviews say so, and not by chance', () => {
  const fell = [...days(27, 14, { reviews: 10, recalled: 9 }), ...days(13, 0, { reviews: 10, recalled: 7 })]
  expect(rules({ days: fell, ever })).toContain('recall-falling')
  const rose = [...days(27, 14, { reviews: 10, recalled: 6 }), ...days(13, 0, { reviews: 10, recalled: 9 })]
  expect(rules({ days: rose, ever })).toContain('recall-rising')
  const few = [...days(27, 27, { reviews: 15, recalled: 14 }), ...days(0, 0, { reviews: 15, recalled: 9 })]
  const chance = [...days(27, 26, { reviews: 11, recalled: 10 }), ...days(1, 0, { reviews: 11, recalled: 8 })]
  for (const seen of [few, chance]) expect(rules({ days: seen, ever })).not.toContain('recall-falling')
})

test('more time, a day unlike others, and many topics of which few hold', () => {
  const more = [...days(55, 28, { seconds: 600 }), ...days(27, 0, { seconds: 1_200 })].map((one, at) => ({
    ...one,
    seconds: one.seconds + (at % 5) * 60,
  }))
  expect(rules({ days: more, ever })).toContain('more-time')
  const usual = days(31, 2).map((one, at) => ({ ...one, seconds: 600 + (at % 3) * 60 }))
  expect(rules({ days: [...usual, day(1, { seconds: 6_000 })], ever })).toContain('unusual-day')
  expect(rules({ topics: { count: 11, familiar: 3 } })).toContain('scattered')
  expect(rules({ topics: { count: 11, familiar: 4 } })).not.toContain('scattered')
  expect(rules({ topics: { count: 10, familiar: 0 } })).not.toContain('scattered')
})

test('hours in which more is recalled than in others', () => {
  const hour = (hour: number, reviews: number, recalled: number) => ({
    hour,
    reviews,
    recalled,
    sittings: 1,
    seconds: 60,
  })
  const [best] = found({ hours: [hour(6, 40, 38), hour(8, 40, 39), hour(20, 60, 40)] })
  expect(best).toMatchObject({ rule: 'best-hours', n: 80, figures: { from: 6, to: 9, now: 77 / 80, others: 40 / 60 } })
  expect(found({ hours: [hour(6, 20, 20), hour(20, 60, 40)] })).toEqual([])
})

test('topics that are due, at most two, and predictions that are off', () => {
  const due = [3, 9, 2, 5].map((due, at) => ({ conceptId: `c${at}`, due }))
  expect(found({ due }).map(({ conceptId, n }) => [conceptId, n])).toEqual([
    ['c1', 9],
    ['c3', 5],
  ])
  const band = { from: 0.9, to: 1, low: 0, high: 1, n: 120 }
  const off = (predicted: number, recalled: number) =>
    rules({ calibration: { bands: [{ ...band, predicted, recalled }], error: { value: 0, n: 120, needs: 30 } } })
  expect([off(0.95, 0.8), off(0.9, 0.99), off(0.9, 0.85)]).toEqual([['too-sure'], ['too-careful'], []])
})

test('the highest milestone of each kind', () => {
  const told = found({
    ever: { ...ever, sittings: 60, seconds: 26 * 3_600 },
    streak: { current: 8, longest: 8, since: addDays(TODAY, -8) },
    days: [day(0)],
  })
  expect(told.map(({ key }) => key).sort()).toEqual([
    'milestone-hours:25',
    'milestone-sessions:50',
    'milestone-streak:7',
  ])
})

test('every finding is told with what it rests on', () => {
  for (const rule of Object.keys(RULES) as Array<keyof typeof RULES>) {
    const figures = { days: 4, last: TODAY, day: TODAY, now: 0.5, before: 0.4, from: 6, to: 9, count: 3 }
    const told = tell({ rule, n: 12, figures }, { name: 'Tides', locale: 'en' })
    expect(told.because).toMatch(/^because .*n = 12 /)
    expect(`${told.title}${told.advice}`).not.toMatch(/[!]|undefined|NaN/)
  }
})
