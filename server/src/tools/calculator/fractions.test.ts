import { expect, test } from 'vitest'
import { wishIn } from '../wishes.ts'
import { sumText } from './sums.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }

function answered(text: string, language: keyof typeof LOCALES = 'en'): string | null {
  const whom = { locale: LOCALES[language], timezone: 'Europe/Lisbon', now: new Date('2026-11-28T10:00:00Z') }
  const wish = wishIn(text, whom)
  return wish?.tool === 'calculator' ? sumText(wish.sum, wish.language, wish.locale) : null
}

test('a fraction before a measure is so much of it, in every language', () => {
  expect(answered('how much is 3/4 cup in ml')).toBe('0.75 US cup is about 177.4 ml.')
  expect(answered('what is 1/2 hour in minutes')).toBe('0.5 hours is 30 minutes.')
  expect(answered('how much is 1/4 litre in ml')).toBe('0.25 l is 250 ml.')
  expect(answered('what is 1/2 cup in tablespoons')).toBe('0.5 US cup is 8 US tbsp.')
  expect(answered('3/4 mile in km')).toBe('0.75 mi is about 1.207 km.')
  expect(answered('2 1/2 cups in ml')).toBe('2.5 US cup is about 591.5 ml.')
  expect(answered('how much is 3/4 of a cup in ml')).toBe('0.75 US cup is about 177.4 ml.')
  expect(answered('wie viele ml sind 3/4 Liter', 'de')).toBe('0,75 l sind 750 ml.')
  expect(answered('Wie viel ist 3/4 Tasse in ml', 'de')).toBe('0,75 US cup sind etwa 177,4 ml.')
  expect(answered('Combien de ml font 3/4 de tasse', 'fr')).toBe('0,75 US cup font environ 177,4 ml.')
  expect(answered('what is 100 km / 2 h')).toBe('Those units do not measure the same thing.')
})

test('a sum of fractions is answered with one, and with its decimal places', () => {
  expect(answered('what is 1/3 + 1/4')).toBe('1/3 + 1/4 is 7/12, or about 0.5833.')
  expect(answered('what is 3/4 plus 1/8?')).toBe('3/4 plus 1/8 is 7/8, or 0.875.')
  expect(answered('what is 2 1/2 + 1/4')).toBe('2 1/2 + 1/4 is 2.75.')
  expect(answered('was ist 1/3 + 1/4', 'de')).toBe('1/3 + 1/4 ergibt 7/12, also etwa 0,5833.')
  expect(answered('what is 1/2 + 1/2')).toBe('1/2 + 1/2 is 1.')
  expect(answered('what is 1/3 + 0.5')).toBe('1/3 + 0.5 is about 0.8333333333.')
})

test('what is about right has four digits, and what is said of one is said of one', () => {
  expect(answered('12 km in miles')).toBe('12 km is about 7.456 mi.')
  expect(answered('12345 km in miles')).toBe('12,345 km is about 7,671 mi.')
  expect(answered('combien font 12 km en miles', 'fr')).toBe('12 km font environ 7,456 mi.')
  expect(answered('racine carrée de 2', 'fr')).toBe('Racine carrée de 2, cela fait environ 1,414213562.')
})

test('two numbers and a sign that can only be a sum are one, whoever asks; marks, dates and offers are none', () => {
  expect(answered('seven times eight')).toBe('Seven times eight is 56.')
  expect(answered('1000/7')).toBe('1000/7 is about 142.8571429.')
  for (const said of ['24/7', '98/100', '120/80', '2026/12', '12/2026', 'ten over two', 'one times one'])
    expect(answered(said), said).toBeNull()
  expect(answered('dos por uno', 'es')).toBeNull()
})

test('less of some money is money, and what that is in another money nobody makes up', () => {
  expect(answered('15% off 80 dollars')).toBe('15% off 80 dollars is 68 dollars.')
  expect(answered('wie viel sind 20 Prozent von 80 Euro', 'de')).toBe('20 Prozent von 80 Euro ergibt 16 Euro.')
  expect(answered('what is 80 dollars in euros')).toBeNull()
})
