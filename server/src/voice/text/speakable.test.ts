import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from './language.ts'
import { speakable } from './speakable.ts'

const said = (text: string, language = 'en') => speakable(text, language).spoken

describe('what is not said', () => {
  test.for([
    ['**Good** work, *really* __good__ ~~work~~', 'Good work, really good work'],
    ['# Rocks\n> - one\n> - two', 'Rocks, one, two'],
    ['Use `x` here.\n```js\nlet a = 1\n```\nDone.', 'Use x here. Done.'],
    ['A [link](https://example.org/a(b)), a ![picture](x.png).', 'A link, a picture.'],
    ['Well done 🎉👩🏽‍🚀🇯🇵 ❤️!', 'Well done!'],
    ['One<br>two &  <b>three</b>', 'Onetwo and three'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b, 1, 2,'],
    ['above\n\n---\n\nbelow', 'above, below'],
    ['snake_case and 2*3', 'snake case and 2 times 3'],
    ['1. Boil.\n2. Wait.', 'Boil. Wait.'],
    ['```\nonly code\n```', ''],
    ['!!! 🎉', ''],
    ['High water comes twice a day. [1] Why?', 'High water comes twice a day. Why?'],
    ['Both say so [1][12], and a list[1] does not [2].', 'Both say so, and a list1 does not.'],
    ['[1]', ''],
    ['', ''],
  ])('%s', ([text, spoken]) => {
    expect(said(text ?? '')).toBe(spoken)
  })
})

describe('what is said in words', () => {
  test.for([
    [
      'en',
      'It is 5 % of $1,299.99, or 3.50 £, or €1.',
      'It is 5 percent of 1299 dollars and 99 cents, or 3 pounds and 50 pence, or 1 euro.',
    ],
    ['en', 'x² + y^3 = 2 − 1, a ≤ b, 3 - 2', 'x squared plus y cubed equals 2 minus 1, a is at most b, 3 minus 2'],
    [
      'en',
      '-5 °C at 10:00, 3 km/h, 1 m, pages 10–20, 10-20 people',
      'minus 5 degrees Celsius at 10 o’clock, 3 kilometres per hour, 1 metre, pages 10 to 20, 10 to 20 people',
    ],
    [
      'en',
      'On 2026-11-27, e.g. in C++, vs. C#, etc.',
      'On November 27, 2026, for example in C plus plus, versus C sharp, et cetera.',
    ],
    ['en', 'https://example.org/a?b=1, help@example.org.', 'example dot org, help at example dot org.'],
    ['en', 'Yes — exactly. It went a -> b.', 'Yes, exactly. It went a, b.'],
    ['en', 'Call 555-1234, a well-known 5th B2 level, 3/4.', 'Call 555-1234, a well-known 5th B2 level, 3/4.'],
    [
      'es',
      '1.299,99 €, 3 %, p. ej. a las 10:30 en EE. UU.',
      '1299 euros con 99 céntimos, 3 por ciento, por ejemplo a las 10 y 30 en Estados Unidos.',
    ],
    ['es', '—Hola —dijo ella—. ¿Qué tal?', 'Hola, dijo ella. ¿Qué tal?'],
    [
      'es',
      '2 × 3 = 6, 5 km², ayuda@ejemplo.es',
      '2 por 3 es igual a 6, 5 kilómetros cuadrados, ayuda arroba ejemplo punto es',
    ],
    [
      'de',
      '1.299,99 €, z. B. am 3.10.1990 um 10.30 Uhr, 17:00 Uhr.',
      '1299 Euro und 99 Cent, zum Beispiel am 3. Oktober 1990 um 10 Uhr 30, 17 Uhr.',
    ],
    [
      'de',
      '149.600.000 km, 3,5 kg, 80 %, S. 10–20, am 3. Oktober',
      '149600000 Kilometer, 3,5 Kilogramm, 80 Prozent, S. 10 bis 20, am 3. Oktober',
    ],
    [
      'fr',
      'Attention ! Il est 8 h 30, ça coûte 1 299,99 €.',
      'Attention! Il est 8 heures 30, ça coûte 1299 euros et 99 centimes.',
    ],
    [
      'fr',
      '1,5 km, 149 600 000 km, 20 %, p. ex. M. Dupont',
      '1,5 kilomètre, 149600000 kilomètres, 20 pour cent, par exemple monsieur Dupont',
    ],
    [
      'ja',
      '10:30に、1,299円、¥500、5km、100℃、10〜20ページ。',
      '10時30分に、1299円、500円、5キロメートル、100度、10から20ページ。',
    ],
    ['ja', '2 + 3 = 5、50%、2026-11-27', '2 プラス 3 イコール 5、50パーセント、2026年11月27日'],
  ])('%s: %s', ([language, text, spoken]) => {
    expect(said(text ?? '', language)).toBe(spoken)
  })
})

test('every word said knows what it was in writing', () => {
  const text = 'It costs **$5**, *about* 10 %'
  const { spoken, spans } = speakable(text, 'en')
  expect(
    spans.map(({ from, to, writtenFrom, writtenTo }) => [spoken.slice(from, to), text.slice(writtenFrom, writtenTo)]),
  ).toEqual([
    ['It', 'It'],
    ['costs', 'costs'],
    ['5 dollars', '$5'],
    ['about', 'about'],
    ['10', '10'],
    ['percent', '%'],
  ])
})

test('a piece from the middle of a line opens no list', () => {
  expect(said(' 3. Oktober', 'de')).toBe('3. Oktober')
  expect(said('3. Oktober', 'de')).toBe('Oktober')
})

const written = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.oneof(
          fc.constantFrom(...'*_`~#[]()!<>|=+-–—^/\\@$€%°²:.,;?&\'" \n'),
          fc.constantFrom(
            'word',
            'été',
            '太陽は',
            '3.5',
            '10 000',
            '1,299',
            'km',
            'https://a.b/c',
            'a@b.org',
            '```',
            '🎉',
            'z. B.',
            '10:30',
          ),
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  },
)

test('spans lie in order and within, on both sides, whatever is written', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(...LANGUAGES, 'xx', ''), (text, language) => {
      const { spoken, spans } = speakable(text, language)
      let [at, writtenAt] = [0, 0]
      for (const { from, to, writtenFrom, writtenTo } of spans) {
        expect(from).toBeGreaterThanOrEqual(at)
        expect(to).toBeGreaterThan(from)
        expect(writtenFrom).toBeGreaterThanOrEqual(writtenAt)
        expect(writtenTo).toBeGreaterThan(writtenFrom)
        at = to
        writtenAt = writtenTo
      }
      expect(at).toBeLessThanOrEqual(spoken.length)
      expect(writtenAt).toBeLessThanOrEqual(text.length)
      expect(spoken).toBe(spoken.trim())
      expect(spoken).not.toMatch(/[*_`~#[\]{}|<>\\$]|\p{Extended_Pictographic}|\p{Cc}|\p{Cs}| {2}/u)
    }),
    { numRuns: 3_000 },
  )
})

test('plain words are said as they are written', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('the', 'été', 'don’t', 'well-known', 'Straße', 'ñandú', 'naïve', 'sun,', 'moon.', 'why?'),
        {
          minLength: 1,
        },
      ),
      fc.constantFrom('en', 'es', 'de', 'fr'),
      (words, language) => {
        expect(said(words.join(' '), language)).toBe(words.join(' '))
      },
    ),
  )
})

/** So long that quadratic time shows, and so generous that a busy machine passes. */
const [LONG, LIMIT_MS] = [30_000, 4_000]

test('hostile text costs linear time', () => {
  for (const unit of [
    '*',
    '[',
    '[](',
    '<a',
    '`',
    '```\n',
    '- ',
    '1. ',
    '-',
    '=',
    '1',
    '1,',
    '1.',
    'a@',
    'a.',
    'http://',
    '|',
    '~',
    '\n',
    '. ',
    '🎉',
    'x-',
    '1-',
    '> ',
    'は',
    '![',
  ])
    for (const language of ['en', 'ja']) {
      const begun = performance.now()
      speakable(unit.repeat(Math.ceil(LONG / unit.length)), language)
      expect(performance.now() - begun, `${language} ${unit}`).toBeLessThan(LIMIT_MS)
    }
})
