import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cueAgreement } from './corpora.ts'
import { cueOf, mayBecomeCue } from './cues.ts'
import { LANGUAGES } from './language.ts'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

describe('the labelled corpus', () => {
  test.for(LANGUAGES)('%s', (language) => {
    const [tuning, held] = [cueAgreement('tuning', [language]), cueAgreement('test', [language])]
    process.stdout.write(
      `cues ${language}: tuning ${percent(tuning.share)} of ${tuning.n}, held out ${percent(held.share)} of ${held.n}\n${tuning.missed.join('\n')}\n`,
    )
    expect(tuning.n + held.n).toBeGreaterThanOrEqual(30)
    expect(tuning.share).toBeGreaterThanOrEqual(0.9)
  })

  test('lines held out agree to 95 % at least', () => {
    const { n, share, low, high } = cueAgreement('test')
    process.stdout.write(`cues, held out: ${percent(share)} of ${n} (${percent(low)}–${percent(high)})\n`)
    expect(n).toBeGreaterThan(75)
    expect(share).toBeGreaterThanOrEqual(0.95)
  })
})

test('a cue is the whole utterance, and what more it says makes it a turn', () => {
  expect(cueOf('Stop.', 'en-GB')).toBe('stop')
  expect(cueOf('the bus stop', 'en')).toBeNull()
  expect(cueOf('right', 'en')).toBe('backchannel')
  expect(cueOf('right, but what about the moon?', 'en')).toBeNull()
})

test('of two cues the one that asks for more counts', () => {
  expect(cueOf('okay, stop please', 'en')).toBe('stop')
  expect(cueOf('wait, wait, say that again', 'en')).toBe('repeat')
  expect(cueOf('ja, genau, weiter bitte', 'de')).toBe('go-on')
})

test('thanks are an answer, not a nod', () => {
  expect(cueOf('okay, thank you', 'en')).toBeNull()
  expect(cueOf('stop, thank you', 'en')).toBe('stop')
})

test('what may still become a cue is not yet anything else', () => {
  for (const begun of ['hold', 'can you', 'I', 'okay, go']) expect(mayBecomeCue(begun, 'en'), begun).toBe(true)
  for (const said of ['I have', 'what about', 'hold the door']) expect(mayBecomeCue(said, 'en'), said).toBe(false)
})

test('words that only stand around a cue are none', () => {
  for (const text of ['', ' ', '…', 'please', 'um', 'can you please', 'no']) expect(cueOf(text, 'en')).toBeNull()
})

test('accents, case, apostrophes and marks do not matter', () => {
  expect(cueOf('S’IL TE PLAÎT, repete !', 'fr')).toBe('repeat')
  expect(cueOf('mas despacio', 'es-MX')).toBe('slower')
})

test('any text is judged soon, and a long one is no cue', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(...LANGUAGES, 'xx', ''),
      (text, language) => {
        expect(() => cueOf(text, language)).not.toThrow()
      },
    ),
  )
  expect(cueOf('yes '.repeat(100_000), 'en')).toBeNull()
})
