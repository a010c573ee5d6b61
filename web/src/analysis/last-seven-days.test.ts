import { expect, test } from 'vitest'
import { locale, timeZone } from '../messages/locale.ts'
import { lastSevenDays } from './last-seven-days.ts'
import { shortSpan } from './short-span.ts'

test('the last seven days are seven dates, today among them, also where clocks change', () => {
  locale.value = 'en-GB'
  timeZone.value = 'Europe/Berlin'
  const now = new Date('2026-11-28T06:52:30.000Z')
  expect(lastSevenDays(now)).toEqual({ from: '2026-11-21T23:00:00.000Z', to: now.toISOString() })
  expect(shortSpan(lastSevenDays(now)).replace(/\s*–\s*/u, '–')).toBe('22–28 Nov 2026')
  // Clocks went back on 25 October, and forward on 28 March, at three and at two.
  for (const [at, from] of [
    ['2026-10-31T12:00:00.000Z', '2026-10-24T22:00:00.000Z'],
    ['2027-04-03T12:00:00.000Z', '2027-03-27T23:00:00.000Z'],
  ] as const)
    expect(lastSevenDays(new Date(at)).from).toBe(from)
})
