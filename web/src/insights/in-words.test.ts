import { beforeEach, expect, test } from 'vitest'
import { fullDay, weekdayName } from '../messages/days.ts'
import { locale, timeZone } from '../messages/locale.ts'
import { changeOf, hourName, writtenValue } from './in-words.ts'

beforeEach(() => {
  locale.value = 'en-GB'
  timeZone.value = 'Pacific/Auckland'
})

test('days, hours and weekdays are those of the calendar, wherever the page is', () => {
  // Whether there is a comma depends on the browser.
  expect(fullDay('2026-11-27').replace(',', '')).toBe('Friday 27 November 2026')
  expect([weekdayName(0), weekdayName(6)]).toEqual(['Monday', 'Sunday'])
  expect(hourName(19)).toBe('19:00')
})

test('a share is a percentage and a number has no more places than anybody reads', () => {
  expect([writtenValue('recall', 0.815), writtenValue('minutes', 2.345), writtenValue('words', 1234.5)]).toEqual([
    '82%',
    '2.3',
    '1,235',
  ])
  expect([changeOf('recall', -0.1), changeOf('minutes', 3), changeOf('minutes', 0)]).toEqual(['−10%', '+3', '0'])
})
