import { expect, test } from 'vitest'
import { wordsOf } from '../language/words.ts'
import { namedDay } from './named-day.ts'

const today = '2026-11-28' // A Saturday.

test.each([
  ['en', 'by Friday', '2026-12-04'],
  ['en', 'on Saturday', '2026-12-05'],
  ['en', 'tomorrow', '2026-11-29'],
  ['en', 'tonight', '2026-11-28'],
  ['en', 'before 10 December', '2026-12-10'],
  ['en', 'on March 3rd', '2027-03-03'],
  ['en', 'on 31 February', null],
  ['en', 'in May I will', null],
  ['en', 'some day', null],
  ['de', 'bis morgen', '2026-11-29'],
  ['de', 'am Morgen', null],
  ['de', 'am 3. Januar', '2027-01-03'],
  ['fr', 'avant vendredi', '2026-12-04'],
  ['fr', 'le 1er janvier', '2027-01-01'],
  ['es', 'mañana', '2026-11-29'],
  ['es', 'por la mañana', null],
  ['es', 'el 5 de enero', '2027-01-05'],
] as const)('%s: “%s” is %s', (language, text, day) => {
  expect(namedDay(wordsOf(text), { language, today })).toBe(day)
})
