import { expect, test } from 'vitest'
import { lastWeek } from './week.ts'

test('the last seven days end with today, over the end of a month', () => {
  const week = lastWeek({
    today: '2026-03-02',
    days: ['2026-02-24', '2026-02-27', '2026-03-01'],
    frozen: ['2026-02-28'],
  })
  expect(week.map(({ day, is }) => `${day.slice(5)} ${is}`)).toEqual([
    ...['02-24 counted', '02-25 missed', '02-26 missed', '02-27 counted'],
    ...['02-28 frozen', '03-01 counted', '03-02 open'],
  ])
})
