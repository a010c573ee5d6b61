import { expect, test } from 'vitest'
import { paceOfStreak } from './pace.ts'

test('a streak grows by one a day: it can be late, and never ahead', () => {
  const way = { from: '2026-06-10', deadline: '2026-06-14', today: '2026-06-10', value: 5, target: 10 }
  const open = paceOfStreak({ ...way, counted: false })
  expect(open).toMatchObject({ state: 'on-track', days: 0, projected: '2026-06-14' })
  const done = paceOfStreak({ ...way, counted: true })
  expect(done).toMatchObject({ state: 'behind', days: 1, projected: '2026-06-15' })
  expect(paceOfStreak({ ...way, counted: true, value: 6 })).toMatchObject({ state: 'on-track', days: 0 })
  expect(paceOfStreak({ ...way, counted: false, value: 0 })).toMatchObject({ state: 'behind', projected: null })
})
