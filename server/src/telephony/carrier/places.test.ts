import { expect, test } from 'vitest'
import { createHandClock } from '../../providers/conformance/hand-clock.ts'
import { createPlaces } from './places.ts'

const MINUTE_MS = 60_000

test('a call keeps its place while it is heard of or carried, and one that is over gets none anew', async () => {
  const clock = createHandClock()
  const places = createPlaces({ max: 3, clock })
  for (const sid of ['spoken', 'silent']) places.take(sid)
  places.take('carried', { carried: true })
  expect(places.take('fourth')).toBe(false)
  await clock.advance(9 * MINUTE_MS)
  places.touch('spoken')
  places.touch('nobody')
  await clock.advance(2 * MINUTE_MS)
  expect([places.take('fourth'), places.take('fifth'), places.count()]).toEqual([true, false, 3])
  places.release('carried')
  places.leave('spoken')
  places.release('spoken')
  expect(places.count()).toBe(2)
  await clock.advance(11 * MINUTE_MS)
  expect([places.take('fifth'), places.count()]).toEqual([true, 1])
})
