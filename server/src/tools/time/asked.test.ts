import { expect, test } from 'vitest'
import { wishIn } from '../wishes.ts'
import { timeAnswer } from './answers.ts'
import { easterSunday } from './easter.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }

function answered(text: string, language: keyof typeof LOCALES = 'en'): string | null {
  const whom = { locale: LOCALES[language], timezone: 'Europe/Lisbon', now: new Date('2026-11-28T10:00:00Z') }
  const wish = wishIn(text, whom)
  return wish?.tool === 'time' ? timeAnswer(wish.ask, { ...whom, locale: wish.locale }).text : null
}

test('a city may be told from others by what it lies in', () => {
  expect(answered('what time is it in Springfield, Illinois')).toMatch(/^In Springfield, Illinois it is 04:00/)
  expect(answered('what time is it in Portland, Oregon?')).toMatch(/^In Portland, Oregon it is 02:00/)
  expect(answered('what time is it in Paris, France')).toMatch(/^In Paris, France it is 11:00/)
  expect(answered('what time is it in Sydney, Australia')).toMatch(/^In Sydney, Australia it is 21:00/)
  expect(answered('Wie spät ist es in Paris, Frankreich?', 'de')).toMatch(/11:00/)
  expect(answered('what time is it in Paris, Australia')).toBeNull()
})

test('the time of one place in another is asked for in many ways', () => {
  for (const said of [
    'when is 3 pm Lisbon in Tokyo',
    'what time is 3 pm Lisbon in Tokyo?',
    '3pm in Lisbon is what time in Tokyo?',
  ])
    expect(answered(said), said).toBe('15:00 in Lisbon is 00:00 in Tokyo, on Sunday, 29 November 2026.')
  expect(answered('wann ist 15 Uhr Lissabon in Tokio', 'de')).toMatch(/00:00/)
  expect(answered('cuándo son las 3 de la tarde de Lisboa en Tokio', 'es')).toMatch(/0:00/)
  expect(answered('time in Tokyo')).toMatch(/^In Tokyo it is 19:00/)
  expect(answered('time in Prison')).toBeNull()
})

test('days and hours until something are counted without many words', () => {
  expect(answered('days until Christmas')).toBe('27 days are left until Friday, 25 December 2026.')
  expect(answered('Tage bis Weihnachten', 'de')).toMatch(/27 Tage/)
  expect(answered('how long until 5 pm')).toBe('7 hours are left until 17:00.')
  expect(answered('how long until 11 am')).toBe('1 hour is left until 11:00.')
  expect(answered('wie lange noch bis 17:30 Uhr', 'de')).toBe('Bis 17:30 sind es noch 7 Stunden und 30 Minuten.')
})

test('feasts that move with Easter are where the almanacs have them', () => {
  const told = {
    1818: '03-22',
    1943: '04-25',
    1954: '04-18',
    1981: '04-19',
    2000: '04-23',
    2027: '03-28',
    2038: '04-25',
  }
  for (const [year, day] of Object.entries(told)) expect(easterSunday(Number(year))).toBe(`${year}-${day}`)
  expect(answered('when is Easter?')).toBe('That is Sunday, 28 March 2027.')
  expect(answered('when is Easter 2026')).toBe('That is Sunday, 5 April 2026.')
  expect(answered('wann ist Karfreitag', 'de')).toMatch(/26\. März 2027/)
  expect(answered('quand est Pâques ?', 'fr')).toMatch(/28 mars 2027/)
  expect(answered('how many days until Easter')).toBe('120 days are left until Sunday, 28 March 2027.')
})
