import { describe, expect, test } from 'vitest'
import { outdated } from './retention.ts'

const DAY = 86_400_000
const KEEP = { days: 30, weeks: 13, months: 12 }
const NOW = new Date('2026-11-27T03:00:00Z')
const dayAgo = (days: number) => ({ madeAt: new Date(NOW.getTime() - days * DAY) })
const kept = (backups: { madeAt: Date }[], now = NOW, keep = KEEP) => {
  const gone = new Set(outdated(backups, now, keep))
  return backups.filter((backup) => !gone.has(backup)).map(({ madeAt }) => madeAt.toISOString().slice(0, 10))
}

describe('which backups are kept', () => {
  test('of two years of days: thirty days, thirteen weeks, twelve months', () => {
    const days = kept(Array.from({ length: 730 }, (_, n) => dayAgo(n)))
    expect(days.slice(0, 30)).toEqual(
      Array.from({ length: 30 }, (_, n) => new Date(NOW.getTime() - n * DAY).toISOString().slice(0, 10)),
    )
    // Then Sundays, each the last of its week, and then last days of months.
    expect(days.slice(30, 39)).toEqual([
      ...['2026-10-25', '2026-10-18', '2026-10-11', '2026-10-04', '2026-09-30', '2026-09-27', '2026-09-20'],
      ...['2026-09-13', '2026-09-06'],
    ])
    expect(days.at(-1)).toBe('2025-12-31')
    expect(days.length).toBeLessThanOrEqual(30 + 13 + 12)
  })

  test('day by day, nothing that a later day needs has gone by then', () => {
    let there: { madeAt: Date }[] = []
    for (let day = 0; day < 500; day++) {
      const now = new Date(NOW.getTime() + day * DAY)
      there.push({ madeAt: now })
      const gone = new Set(outdated(there, now, KEEP))
      there = there.filter((backup) => !gone.has(backup))
    }
    const now = new Date(NOW.getTime() + 499 * DAY)
    const months = new Set(there.map(({ madeAt }) => madeAt.toISOString().slice(0, 7)))
    expect(months.size).toBe(12)
    expect(outdated(there, now, KEEP)).toEqual([])
  })

  test('as much of it as before after a year in which none was made, or with a clock that was ahead once', () => {
    const days = Array.from({ length: 730 }, (_, n) => dayAgo(n))
    const there = new Set(kept(days))
    const late = kept([dayAgo(-500), ...days], dayAgo(-500).madeAt)
    // The one that is new takes the place of one day, one week and one month.
    expect(late.filter((day) => there.has(day)).length).toBeGreaterThanOrEqual(there.size - 3)
  })

  test('the newest always, however old it is, and everything of the last day', () => {
    const none = { days: 0, weeks: 0, months: 0 }
    expect(kept([dayAgo(400), dayAgo(900)], NOW, none)).toHaveLength(1)
    expect(kept([dayAgo(0), dayAgo(0.2), dayAgo(0.5), dayAgo(3)], NOW, none)).toHaveLength(3)
    expect(outdated([], NOW, KEEP)).toEqual([])
  })
})
