import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeness } from './completeness.ts'
import { completenessAgreement } from './corpora.ts'
import { LANGUAGES } from './language.ts'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

describe('the labelled corpus', () => {
  test.for(LANGUAGES)('%s', (language) => {
    const [tuning, held] = [completenessAgreement('tuning', [language]), completenessAgreement('test', [language])]
    process.stdout.write(
      `completeness ${language}: tuning ${percent(tuning.share)} of ${tuning.n}, held out ${percent(held.share)} of ${held.n}\n${tuning.missed.join('\n')}\n`,
    )
    expect(tuning.n + held.n).toBeGreaterThanOrEqual(30)
    expect(tuning.share).toBeGreaterThanOrEqual(0.9)
  })

  test('lines held out agree to 95 % at least', () => {
    const { n, share, low, high } = completenessAgreement('test')
    process.stdout.write(`completeness, held out: ${percent(share)} of ${n} (${percent(low)}–${percent(high)})\n`)
    expect(n).toBeGreaterThan(75)
    expect(share).toBeGreaterThanOrEqual(0.95)
  })
})

test('a mark does not complete a dangling text', () => {
  expect(completeness('because.', 'en')).toBeLessThan(0.2)
  expect(completeness('it falls because it is heavy.', 'en')).toBeGreaterThan(0.9)
})

test('short answers are whole', () => {
  for (const [text, language] of [
    ['yes', 'en'],
    ['forty-two', 'en'],
    ['sí', 'es'],
    ['ja', 'de'],
    ['oui', 'fr'],
    ['はい', 'ja'],
  ] as const)
    expect(completeness(text, language)).toBeGreaterThanOrEqual(0.8)
})

test('a condition waits for its second half', () => {
  expect(completeness('if it rains', 'en')).toBeLessThan(0.5)
  expect(completeness('if it rains, we stay', 'en')).toBeGreaterThan(0.5)
  expect(completeness('si llueve', 'es')).toBeLessThan(0.5)
  expect(completeness('sí llueve', 'es')).toBeGreaterThan(0.5)
})

test('a question may end in a word that otherwise asks for more', () => {
  expect(completeness('What are you looking for?', 'en')).toBeGreaterThan(0.9)
  expect(completeness('I am looking for', 'en')).toBeLessThan(0.5)
})

test('any text has a completeness, and soon', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(...LANGUAGES, 'xx', ''),
      (text, language) => {
        const score = completeness(text, language)
        expect(score >= 0 && score <= 1).toBe(true)
      },
    ),
  )
  for (const unit of ['a ', 'です', ',', '…', ' ']) {
    const begun = performance.now()
    completeness(unit.repeat(200_000), 'ja')
    completeness(unit.repeat(200_000), 'fr')
    expect(performance.now() - begun).toBeLessThan(100)
  }
})
