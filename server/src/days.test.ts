import { expect, test } from 'vitest'
import { addDays, beginningOf, daysBetween, daysFrom, localMoment, monthOf, weekday, weekOf } from './days.ts'

test('a day is the one on the wall, also where clocks are odd', () => {
  const at = '2026-03-29T00:59:00Z'
  expect(localMoment(at, 'Europe/Lisbon')).toEqual({ day: '2026-03-29', minute: 59 })
  // Clocks go from 00:59 to 02:00.
  expect(localMoment('2026-03-29T01:00:00Z', 'Europe/Lisbon')).toEqual({ day: '2026-03-29', minute: 120 })
  expect(localMoment(at, 'Asia/Kathmandu')).toEqual({ day: '2026-03-29', minute: 404 })
  expect(localMoment(at, 'Pacific/Kiritimati').day).toBe('2026-03-29')
  expect(localMoment(at, 'America/St_Johns').day).toBe('2026-03-28')
  expect(localMoment(at, 'Mars/Olympus')).toEqual({ day: '2026-03-29', minute: 59 })
  expect(localMoment('2011-12-30T09:59:00Z', 'Pacific/Apia').day).toBe('2011-12-29')
  expect(localMoment('2011-12-30T10:00:00Z', 'Pacific/Apia').day).toBe('2011-12-31')
})

test('days are counted by the calendar, however long they are', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addDays('2026-03-30', -2)).toBe('2026-03-28')
  expect(daysBetween('2025-12-31', '2026-10-26')).toBe(299)
  expect(daysFrom('2026-10-24', '2026-10-26')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
  expect([weekday('2026-11-23'), weekOf('2026-11-29'), monthOf('2026-11-29')]).toEqual([0, '2026-11-23', '2026-11'])
})

test('a day begins by the clocks of its place, also where they change that day', () => {
  expect(beginningOf('2026-03-29', 'Europe/Lisbon').toISOString()).toBe('2026-03-29T00:00:00.000Z')
  expect(beginningOf('2026-03-30', 'Europe/Lisbon').toISOString()).toBe('2026-03-29T23:00:00.000Z')
  expect(beginningOf('2026-10-26', 'Europe/Berlin').toISOString()).toBe('2026-10-25T23:00:00.000Z')
  expect(beginningOf('2026-11-28', 'America/St_Johns').toISOString()).toBe('2026-11-28T03:30:00.000Z')
  expect(beginningOf('2026-11-28', 'Pacific/Kiritimati').toISOString()).toBe('2026-11-27T10:00:00.000Z')
  // Clocks go from 23:59 to 01:00, west and east of Greenwich; in autumn midnight or the hour before it comes twice.
  expect(beginningOf('2026-09-06', 'America/Santiago').toISOString()).toBe('2026-09-06T04:00:00.000Z')
  expect(beginningOf('2026-03-08', 'America/Havana').toISOString()).toBe('2026-03-08T05:00:00.000Z')
  expect(beginningOf('2026-03-29', 'Asia/Beirut').toISOString()).toBe('2026-03-28T22:00:00.000Z')
  expect(beginningOf('2026-04-05', 'America/Santiago').toISOString()).toBe('2026-04-05T04:00:00.000Z')
  expect(beginningOf('2026-11-01', 'America/Havana').toISOString()).toBe('2026-11-01T04:00:00.000Z')
})
