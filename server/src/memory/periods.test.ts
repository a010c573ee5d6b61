import { expect, test } from 'vitest'
import { tokens } from '../db/words.ts'
import { readPeriod } from './periods.ts'

// A Friday afternoon in Berlin, which is an hour ahead of UTC in winter and two in summer.
const now = new Date('2026-11-27T15:00:00Z')
const read = (text: string) => readPeriod(tokens(text), { now, timezone: 'Europe/Berlin' })
const days = (text: string) => {
  const { period } = read(text)
  return period && [period.from.toISOString(), period.to.toISOString()]
}

test('a time is understood as its asker means it', () => {
  expect(days('what did I say yesterday')).toEqual(['2026-11-25T23:00:00.000Z', '2026-11-26T23:00:00.000Z'])
  expect(days('bees on Tuesday')).toEqual(['2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'])
  expect(days('bees on Friday')).toEqual(['2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z'])
  expect(days('bees last week')).toEqual(['2026-11-15T23:00:00.000Z', '2026-11-22T23:00:00.000Z'])
  expect(days('bees last weekend')).toEqual(['2026-11-20T23:00:00.000Z', '2026-11-22T23:00:00.000Z'])
  expect(days('bees last month')).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'])
  expect(days('bees in March')).toEqual(['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'])
  expect(days('bees in December')).toEqual(['2025-11-30T23:00:00.000Z', '2025-12-31T23:00:00.000Z'])
  expect(days('bees March 2024')).toEqual(['2024-02-29T23:00:00.000Z', '2024-03-31T22:00:00.000Z'])
  expect(days('on the 4th of May')).toEqual(['2026-05-03T22:00:00.000Z', '2026-05-04T22:00:00.000Z'])
  expect(days('on May 4, 2023')).toEqual(['2023-05-03T22:00:00.000Z', '2023-05-04T22:00:00.000Z'])
  expect(days('on 2023-05-04')).toEqual(['2023-05-03T22:00:00.000Z', '2023-05-04T22:00:00.000Z'])
  expect(days('three days ago')).toEqual(['2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'])
  expect(days('a week ago')).toEqual(['2026-11-16T23:00:00.000Z', '2026-11-23T23:00:00.000Z'])
  expect(days('in the last 2 weeks')).toEqual(['2026-11-12T23:00:00.000Z', '2026-11-27T23:00:00.000Z'])
  expect(days('since October')).toEqual(['2026-09-30T22:00:00.000Z', now.toISOString()])
  expect(days('in 2024')).toEqual(['2023-12-31T23:00:00.000Z', '2024-12-31T23:00:00.000Z'])
})

test('what only sounds like a time is none', () => {
  for (const text of ['we may march on', 'a second look', 'Tuesday', 'the sun', 'the last of them', '13 99', 'week'])
    expect(days(text), text).toBeNull()
})

test('the words of a time are not looked for, but for the name of a month', () => {
  expect(read('bees three weeks ago').rest).toEqual(['bees'])
  expect(read('bees in March').rest).toEqual(['bees', 'in', 'march'])
})
