import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEcho } from './echo.ts'

const said = 'Photosynthesis turns light into sugar, and the oxygen is what is left over.'

function echoOf(text: string, language = 'en') {
  const echo = createEcho(language)
  echo.spoke(text, 1_000)
  return echo
}

test('what comes back from the loudspeaker is known, whole or in part', () => {
  const echo = echoOf(said)
  expect(echo.isEcho('photosynthesis turns light into sugar', 2_000)).toBe(true)
  expect(echo.isEcho('and the oxygen is what', 3_000)).toBe(true)
  expect(echo.isEcho('light into sug', 3_000)).toBe(true)
})

test('also as badly as a recogniser hears it', () => {
  const echo = echoOf(said)
  expect(echo.isEcho('photo synthesis turns lights in two sugar', 2_000)).toBe(true)
  expect(echo.isEcho('the oxigen is what is left of her', 2_000)).toBe(true)
})

test('a learner who takes up one word, answers or objects is heard', () => {
  const echo = echoOf(said)
  for (const heard of [
    'sugar',
    'photosynthesis',
    'oxygen?',
    'yes',
    'sugar is sweet',
    'what is that',
    'I do not understand why',
  ])
    expect(echo.isEcho(heard, 2_000)).toBe(false)
  expect(echo.isEcho('you said the oxygen is left over but why does it matter', 2_000)).toBe(false)
})

test('a stop spoken into the echo is heard', () => {
  const echo = echoOf(said)
  expect(echo.isEcho('turns light into sugar stop', 2_000)).toBe(false)
  expect(echo.isEcho('and the oxygen is wait wait', 2_000)).toBe(false)
})

test('after 8 s nothing comes back', () => {
  const echo = echoOf(said)
  expect(echo.isEcho('turns light into sugar', 9_000)).toBe(true)
  expect(echo.isEcho('turns light into sugar', 9_001)).toBe(false)
})

test('a text that goes on sounding stays fresh, and pieces join', () => {
  const echo = echoOf(said)
  echo.spoke(said, 7_000)
  echo.spoke('Shall we go on?', 8_000)
  expect(echo.isEcho('is left over shall we go', 12_000)).toBe(true)
})

test('languages without blanks', () => {
  const echo = echoOf('植物は光から糖を作ります。残るのが酸素です。', 'ja')
  expect(echo.isEcho('光から糖を作ります', 2_000)).toBe(true)
  expect(echo.isEcho('酸素', 2_000)).toBe(false)
  expect(echo.isEcho('それは分かりません', 2_000)).toBe(false)
})

const words = fc.constantFrom(
  ...'the sun light water plant sugar moon falls heavy slow because about into learn question answer seven river stone music'.split(
    ' ',
  ),
)

test('any stretch of five words with one misheard is an echo', () => {
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 5, maxLength: 20 }),
      fc.nat(),
      fc.nat({ max: 4 }),
      (spoken, from, wrong) => {
        const begin = from % (spoken.length - 4)
        const heard = spoken.slice(begin, begin + 5)
        heard[wrong] = `${heard[wrong]?.slice(0, -1)}x`
        expect(echoOf(spoken.join(' ')).isEcho(heard.join(' '), 1_500)).toBe(true)
      },
    ),
  )
})

test('other words are hardly ever taken for an echo', () => {
  const others = fc.constantFrom(
    ...'I think maybe tomorrow my brother went home with a green bicycle and forgot his jacket there'.split(' '),
  )
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 10, maxLength: 40 }),
      fc.array(others, { minLength: 2, maxLength: 12 }),
      (spoken, heard) => {
        expect(echoOf(spoken.join(' ')).isEcho(heard.join(' '), 1_500)).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})

test('any text is judged soon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (spoken, heard) => {
      expect(() => echoOf(spoken).isEcho(heard, 1_000)).not.toThrow()
    }),
  )
  const echo = createEcho('en')
  for (let i = 0; i < 100; i++) echo.spoke(`clause ${i} ${'word '.repeat(1_000)}`, i)
  const begun = performance.now()
  echo.isEcho('word '.repeat(59), 200)
  echo.isEcho('word '.repeat(100_000), 200)
  expect(performance.now() - begun).toBeLessThan(200)
})
