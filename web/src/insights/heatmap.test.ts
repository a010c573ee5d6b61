import { expect, test } from 'vitest'
import { weeksOf } from './heatmap.ts'

test('a year lies in weeks from Monday, with every day of it once', () => {
  for (const [year, days] of [
    [2024, 366],
    [2026, 365],
    [2028, 366],
  ] as const) {
    const weeks = weeksOf(year)
    expect(weeks.flat()).toHaveLength(days)
    expect(weeks.slice(1, -1).every((week) => week.length === 7 && week[0]?.weekday === 0)).toBe(true)
    expect([weeks[0]?.[0]?.day, weeks.at(-1)?.at(-1)?.day]).toEqual([`${year}-01-01`, `${year}-12-31`])
  }
})
