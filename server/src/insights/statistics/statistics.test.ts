import { expect, test } from 'vitest'
import { anomaliesIn } from './anomalies.ts'
import { calibrationOf } from './calibration.ts'
import { compare, shareOf, welch } from './comparison.ts'
import { rollingMeans } from './rolling.ts'
import { seasonalityOf } from './seasonality.ts'
import { outlookOf } from './smoothing.ts'
import { trendOf } from './trend.ts'

const line = (values: number[]) => values.map((value, at) => [at, value] as const)
const chance = (seed: number) => () => {
  seed = (seed * 16_807) % 2_147_483_647
  return seed / 2_147_483_647
}

test('a line is least squares; what it explains says which way it goes', () => {
  expect(trendOf(line([1, 2]))).toEqual({ direction: null, slope: null, r2: null, cv: null, n: 2, needs: 3 })
  expect(trendOf(line([1, 3, 5]))).toMatchObject({ direction: 'rising', slope: 2, r2: 1, n: 3 })
  // Of 26.8 around the mean the line takes 22.5.
  const falling = trendOf(line([10, 8, 9, 5, 4]))
  expect(falling.direction).toBe('falling')
  expect([falling.slope, falling.r2]).toEqual([expect.closeTo(-1.5, 10), expect.closeTo(22.5 / 26.8, 10)])
  expect(trendOf(line([5, 5, 5, 5])).direction).toBe('stable')
  expect(trendOf(line([10, 11, 10, 11, 10, 11])).direction).toBe('stable')
  expect(trendOf(line([1, 9, 1, 9, 1, 9, 1])).direction).toBe('volatile')
  expect(trendOf(line([0, 0, 0])).direction).toBe('stable')
})

test('a rolling mean leaves gaps out and begins when so many days have gone by', () => {
  expect(rollingMeans([1, 2, 3, 4], 3)).toEqual([null, null, 2, 3])
  expect(rollingMeans([3, null, 9], 2, [1])).toEqual([2, 3, 9])
  expect(rollingMeans([null, null], 2)).toEqual([null, null])
})

test('weekdays are told from 14 days on five of them', () => {
  const days = Array.from({ length: 21 }, (_, at) => ({ weekday: at % 7, value: at % 7 === 5 ? 30 : 10 }))
  expect(seasonalityOf(days.slice(0, 13))).toMatchObject({ strength: null, n: 13, needs: 14 })
  expect(
    seasonalityOf(days.filter(({ weekday }) => weekday < 4).concat(days.filter(({ weekday }) => weekday < 4))),
  ).toMatchObject({
    strength: null,
  })
  const season = seasonalityOf(days)
  expect(season.strength).toBeCloseTo(1, 10)
  expect(season.weekdays[5]).toEqual({ weekday: 5, mean: 30, n: 3 })
})

test('what is expected follows a steady line, widens, and stays within what can be', () => {
  const values = { ahead: 14, least: 0, most: Number.POSITIVE_INFINITY }
  expect(outlookOf([1, 2, 3, 4, 5, 6], values)).toEqual({ expected: [], n: 6, needs: 7 })
  const rising = outlookOf(
    Array.from({ length: 40 }, (_, at) => 10 + at),
    values,
  ).expected
  expect(rising[0]?.value).toBeCloseTo(50, 0)
  const random = chance(7)
  const noisy = outlookOf(
    Array.from({ length: 60 }, () => 20 + 10 * random()),
    values,
  ).expected
  const widths = noisy.map(({ low, high }) => high - low)
  expect(widths.every((width, at) => at === 0 || width >= (widths[at - 1] ?? 0))).toBe(true)
  expect(widths.at(-1)).toBeGreaterThan(widths[0] ?? 0)
  const shares = outlookOf([0.9, 1, 1, 0.9, 1, 1, 1, 1], { ahead: 14, least: 0, most: 1 }).expected
  expect(shares.every(({ low, value, high }) => low >= 0 && low <= value && value <= high && high <= 1)).toBe(true)
  expect(outlookOf([3, 2, 1, 0, 0, 0, 0, 0], values).expected.every(({ low }) => low === 0)).toBe(true)
})

test('four of five values lie in the band', () => {
  const random = chance(11)
  const bell = () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6)
  let inside = 0
  for (let run = 0; run < 300; run++) {
    const values = Array.from({ length: 31 }, () => 50 + 8 * bell())
    const [next] = outlookOf(values.slice(0, 30), { ahead: 1, least: 0, most: 1e9 }).expected
    if (next && (values[30] ?? 0) >= next.low && (values[30] ?? 0) <= next.high) inside += 1
  }
  expect(inside / 300).toBeGreaterThan(0.74)
  expect(inside / 300).toBeLessThan(0.9)
})

test('two periods are compared by Welch, with how many there are', () => {
  const [a, b] = [
    [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4],
    [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 30.3, 23.3],
  ] as const
  const told = compare(a, b)
  // The same by hand: t and degrees of freedom by Welch and Satterthwaite, p by adding up the density of Student's t.
  const [one, other] = [a, b].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return {
      mean,
      error: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length,
    }
  }) as [{ mean: number; error: number }, { mean: number; error: number }]
  const t = (one.mean - other.mean) / Math.sqrt(one.error + other.error)
  const df = (one.error + other.error) ** 2 / (one.error ** 2 / 14 + other.error ** 2 / 14)
  expect(told).toMatchObject({ now: { n: 15 }, before: { n: 15 }, t: expect.closeTo(t, 8), df: expect.closeTo(df, 8) })
  expect(told.p).toBeCloseTo(twoSided(t, df), 6)
  expect(compare([1, 2], [1, 2, 3])).toMatchObject({ p: null, difference: -0.5, needs: 3 })
  expect(compare([2, 2, 2], [1, 1, 1])).toMatchObject({ p: null, difference: 1 })
  expect(compare([], [1])).toMatchObject({ now: { mean: null, n: 0 }, difference: null, p: null })
  expect(welch(shareOf(90, 100), shareOf(60, 100))?.p).toBeLessThan(0.001)
})

/** Twice the area beyond t, by Simpson's rule; the density is normalised by its own area. */
function twoSided(t: number, df: number): number {
  const density = (x: number) => (1 + x ** 2 / df) ** (-(df + 1) / 2)
  const area = (from: number, to: number, steps = 20_000) => {
    const width = (to - from) / steps
    let sum = density(from) + density(to)
    for (let at = 1; at < steps; at++) sum += (at % 2 ? 4 : 2) * density(from + at * width)
    return (sum * width) / 3
  }
  return area(Math.abs(t), 400) / area(0, 400)
}

test('a day is unusual two deviations from the thirty before it; gaps are no days, zeros are', () => {
  const usual = Array.from({ length: 30 }, (_, at) => 10 + (at % 3))
  expect(anomaliesIn([...usual, 40], 30).found).toEqual([
    { at: 30, value: 40, mean: 11, z: expect.closeTo(29 / Math.sqrt((20 / 29) as number), 6) },
  ])
  expect(anomaliesIn([...usual, 0], 30).found[0]?.z).toBeLessThan(-2)
  expect(anomaliesIn([...usual, null], 30)).toMatchObject({ found: [], n: 0 })
  expect(anomaliesIn([1, 2, 3, 4, 5, 6, 100], 0)).toMatchObject({ found: [], n: 0, needs: 7 })
  expect(anomaliesIn([...Array<number>(10).fill(5), 50], 0).found).toEqual([])
})

test('predictions and what was recalled, band by band', () => {
  const reviews = [
    ...Array.from({ length: 10 }, (_, at) => ({ predicted: 0.95, recalled: at < 9 })),
    ...Array.from({ length: 20 }, (_, at) => ({ predicted: 0.72, recalled: at < 10 })),
    { predicted: 1, recalled: true },
    { predicted: 0.2, recalled: false },
  ]
  const { bands, error } = calibrationOf(reviews)
  expect(bands[9]).toMatchObject({ n: 11, recalled: 10 / 11, predicted: (9.5 + 1) / 11 })
  // Wilson's interval of 10 in 20: 0.299 to 0.701.
  expect(bands[7]).toMatchObject({
    n: 20,
    recalled: 0.5,
    low: expect.closeTo(0.2993, 3),
    high: expect.closeTo(0.7007, 3),
  })
  expect(bands[2]).toMatchObject({ n: 1, recalled: null })
  expect(error).toEqual({ value: expect.closeTo((0.5 + 4.4 + 0.2) / 32, 10), n: 32, needs: 30 })
  expect(calibrationOf(reviews.slice(0, 29)).error.value).toBeNull()
})
