import fc from 'fast-check'
import { expect, test } from 'vitest'
import { times } from '../../test/thorough.ts'
import { sumOf, sumText } from './calculator/sums.ts'
import { timeAnswer } from './time/answers.ts'
import { wishIn } from './wishes.ts'

const WORDS =
  'what is how many days until since between in of off plus minus times hundred thousand million and point a the eleven nine twenty three five percent km miles squared root factorial ( ) ! % ^ ** / + - 3 0 24 9999 1e9 2,340 1.2.3 31 February 2023 noon 3pm Tokyo UTC+3 remember that forget my exam pi e degrees °'.split(
    ' ',
  )
const LOCALES = ['en-GB', 'de-DE', 'fr-FR', 'es-ES', 'ja-JP']

test('whatever is said, it is answered in a sentence or left to others', () => {
  const said = fc.oneof(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(' ')),
    fc.string({ maxLength: 80, unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(said, fc.constantFrom(...LOCALES), (text, locale) => {
      const whom = { locale, timezone: 'Europe/Lisbon', now: new Date('2026-11-28T10:00:00Z') }
      const wish = wishIn(text, whom)
      if (wish?.tool === 'calculator') expect(sumText(wish.sum, wish.language, wish.locale)).toMatch(/\S/)
      if (wish?.tool === 'time') expect(timeAnswer(wish.ask, { ...whom, locale: wish.locale }).text).toMatch(/\S/)
      expect(sumText(sumOf(text, 'en'), 'en', 'en-GB')).toMatch(/\S/)
    }),
    { numRuns: times(1_500, 300) },
  )
})

test('numbers are exact where they can be, and say so where they are not', () => {
  const said = (expression: string) => sumText(sumOf(expression, 'en'), 'en', 'en-GB')
  expect(said('0.1 + 0.2')).toBe('0.1 + 0.2 is 0.3.')
  expect(said('1 / 3')).toBe('1 / 3 is about 0.3333333333.')
  expect(said('2 / 3')).toBe('2 / 3 is about 0.6666666667.')
  expect(said('sqrt(2)')).toBe('Sqrt(2) is about 1.414213562.')
  expect(said('sqrt(9/16)')).toBe('Sqrt(9/16) is 0.75.')
  expect(said('20!')).toBe('20! is 2,432,902,008,176,640,000.')
  expect(said('1 / 10^20')).toBe('1 / 10^20 is about 1 × 10^-20.')
  expect(said('12.5 % of 80 kg')).toBe('12.5 % of 80 kg is 10 kg.')
  expect(said('-7 mod 3')).toBe('-7 mod 3 is 2.')
})

test('powers, factorials and digits beyond all bounds are refused before they are computed', () => {
  const refused = (expression: string) => sumOf(expression, 'en').refused
  expect(
    ['9**9**9', '9^9^9^9', '10^1000', '999^999', '(10^300)^3', '171!', '9!!', '1e999999 + 1'].map(refused),
  ).toEqual(Array.from({ length: 8 }, () => 'too-big'))
  expect(refused(Array(4).fill('9'.repeat(95)).join('*'))).toBe('too-big')
  expect(refused(`${'1+'.repeat(150)}1`)).toBe('too-long')
  expect(refused(`${'('.repeat(100)}1${')'.repeat(100)}`)).toMatch(/too-(?:deep|long)/)
  expect(refused('5 / (3 - 3)')).toBe('by-zero')
})

test('where the digits are lost it is refused, and never computed wrongly', () => {
  const said = (expression: string) => sumText(sumOf(expression, 'en'), 'en', 'en-GB')
  const refused = (expression: string) => sumOf(expression, 'en').refused
  // By exact turns: 10^300 is 280° beyond whole ones, 10^20 is as well.
  expect(said('sin(1e300)')).toBe('Sin(1e300) is about -0.984807753.')
  expect(said('sin(0.5 + 1e20)')).toBe(`Sin(0.5 + 1e20) is about ${Math.sin((-79.5 * Math.PI) / 180).toPrecision(10)}.`)
  expect(said('cos(60 + 360 * 10^30)')).toMatch(/ is 0\.5\.$/)
  expect(said('tan(45 + 1800000000000000000000)')).toMatch(/ is 1\.$/)
  expect(said('sin(pi)')).toBe('Sin(pi) is about 0.')
  expect(said('cos(pi / 2)')).toMatch(/ is about 0\.$/)
  expect(said('sin(pi / 6)')).toMatch(/ is about 0\.5\.$/)
  expect(['tan(pi / 2)', 'tan(3 * pi / 2)', 'tan(90)', 'tan(450)'].map(refused)).toEqual(Array(4).fill('not-real'))
  expect(
    [
      ...['1e17 + sqrt(2) - 1e17', 'sqrt(2) * sqrt(2) - 2', '(1e17 + sqrt(2)) - (1e17 + sqrt(3))'],
      ...['sin(1e20 * pi)', 'sqrt(2) * 1e20 mod 7', 'tan(sqrt(2) * 1e30 degrees)'],
    ].map(refused),
  ).toEqual(Array(6).fill('inexact'))
  expect(said('1e17 + sqrt(2) - 1e17')).toBe('I cannot work that out exactly enough.')
  expect(said('pi - pi')).toMatch(/ is about 0\.$/)
  expect(said('sqrt(2) - 1')).toMatch(/ is about 0\.4142135624\.$/)
  expect(said('sqrt(5) mod 2')).toMatch(/ is about 0\.2360679775\.$/)
})
