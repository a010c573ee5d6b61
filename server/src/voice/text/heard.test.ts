import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardText, type SpokenClause } from './heard.ts'
import { speakable } from './speakable.ts'

const clauses: SpokenClause[] = [
  { written: 'Well,', spokenMs: 600 },
  { written: ' that is **a good** question.', spokenMs: 2_000 },
]

test('what was played to its end was heard, and what was not begun was not', () => {
  expect(heardText({ clauses, playedMs: 0 })).toEqual({ heard: '', rest: 'Well, that is **a good** question.' })
  expect(heardText({ clauses, playedMs: 600 })).toEqual({ heard: 'Well,', rest: ' that is **a good** question.' })
  expect(heardText({ clauses, playedMs: 2_600 })).toEqual({ heard: 'Well, that is **a good** question.', rest: '' })
})

test('with word times, up to the last word that was over', () => {
  const words = [
    { text: 'that', atMs: 250 },
    { text: 'is', atMs: 400 },
    { text: 'a', atMs: 500 },
    { text: 'good', atMs: 900 },
    { text: 'question', atMs: 1_900 },
  ]
  const timed = [clauses[0]!, { ...clauses[1]!, words }]
  expect(heardText({ clauses: timed, playedMs: 600 + 899 }).heard).toBe('Well, that is **a')
  expect(heardText({ clauses: timed, playedMs: 600 + 900 }).heard).toBe('Well, that is **a good**')
  expect(heardText({ clauses: timed, playedMs: 600 + 1_999 }).heard).toBe('Well, that is **a good** question.')
})

test('a sign that is several words said was heard when the last of them was', () => {
  const clause = {
    written: 'It costs $5 now.',
    spokenMs: 2_000,
    words: ['It', 'costs', '5', 'dollars', 'now'].map((text, i) => ({ text, atMs: 400 * (i + 1) })),
  }
  expect(heardText({ clauses: [clause], playedMs: 1_300 }).heard).toBe('It costs')
  expect(heardText({ clauses: [clause], playedMs: 1_600 }).heard).toBe('It costs $5')
})

test('code and pictures are heard with the words before them', () => {
  const told = [
    { written: 'Great! ', spokenMs: 500 },
    { written: '🎉', spokenMs: 0 },
    { written: ' Next?', spokenMs: 500 },
  ]
  expect(heardText({ clauses: told, playedMs: 500 })).toEqual({ heard: 'Great! 🎉', rest: ' Next?' })
})

test('a sound of unknown length is taken for a slow one', () => {
  const clause = { written: 'one two three', spokenMs: null }
  expect(heardText({ clauses: [clause], playedMs: 839 }).heard).toBe('')
  expect(heardText({ clauses: [clause], playedMs: 840 }).heard).toBe('one')
  expect(heardText({ clauses: [clause, { written: ' four', spokenMs: 100 }], playedMs: 1e9 }).rest).toBe(' four')
})

/** A voice whose words differ in speed, with silence before them: what it says and when each word is over. */
const voices = fc.record({
  words: fc.array(
    fc.record({
      text: fc.constantFrom(
        'the',
        'a',
        'photosynthesis',
        'light',
        'is',
        'seven',
        'of',
        'question',
        'river,',
        'stone',
        '$5',
        '30',
      ),
      // Milliseconds a letter, within a factor of 1.5 from the fastest to the slowest.
      pace: fc.integer({ min: 60, max: 90 }),
    }),
    { minLength: 3, maxLength: 12 },
  ),
  silence: fc.integer({ min: 0, max: 150 }),
})

function spoken({ words, silence }: { words: { text: string; pace: number }[]; silence: number }) {
  const written = words.map(({ text }) => text).join(' ')
  const said = speakable(written, 'en')
  let atMs = silence
  const overAt = said.spans.map(({ from, to }, i) => {
    const letters = (text: string) =>
      [...text].reduce((sum, char) => sum + (/\d/.test(char) ? 5 : char === ',' ? 3 : 1), 0)
    const pace = words[i]?.pace ?? 75
    atMs += letters(said.spoken.slice(from, to)) * pace
    const over = atMs
    atMs += letters(said.spoken.slice(to, said.spans[i + 1]?.from ?? said.spoken.length)) * pace
    return over
  })
  return { written, said, overAt, spokenMs: atMs }
}

const countOf = (text: string) => text.split(' ').filter(Boolean).length

describe('a cut anywhere in the speech of an uneven voice', () => {
  test('without word times: never an unheard word, and one too few on average', () => {
    let [missing, cuts, unheard] = [0, 0, 0]
    fc.assert(
      fc.property(voices, fc.integer({ min: 0, max: 1_000 }), (voice, part) => {
        const { written, overAt, spokenMs } = spoken(voice)
        const playedMs = (part / 1_000) * spokenMs
        const { heard, rest } = heardText({ clauses: [{ written, spokenMs }], playedMs })
        expect(heard + rest).toBe(written)
        const truth = overAt.filter((over) => over <= playedMs).length
        unheard = Math.max(unheard, countOf(heard) - truth)
        expect(countOf(heard)).toBeLessThanOrEqual(truth)
        missing += truth - countOf(heard)
        cuts++
      }),
      { numRuns: 3_000 },
    )
    process.stdout.write(
      `heard, guessed: ${unheard} unheard words claimed, ${(missing / cuts).toFixed(2)} missing on average of ${cuts} cuts\n`,
    )
    expect(missing / cuts).toBeLessThanOrEqual(1)
  })

  test('with word times: never an unheard word, and none missing', () => {
    fc.assert(
      fc.property(voices, fc.integer({ min: 0, max: 1_000 }), (voice, part) => {
        const { written, said, overAt, spokenMs } = spoken(voice)
        const playedMs = (part / 1_000) * spokenMs
        const words = said.spans.flatMap(({ from, to }, i) =>
          said.spoken
            .slice(from, to)
            .split(' ')
            .map((text) => ({ text, atMs: overAt[i] ?? 0 })),
        )
        const { heard } = heardText({ clauses: [{ written, spokenMs, words }], playedMs })
        const truth = overAt.filter((over) => over <= playedMs).length
        expect(countOf(heard)).toBe(truth)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('whatever is told, heard and rest are the reply', () => {
  const times = fc.oneof(fc.double(), fc.integer({ min: -10, max: 5_000 }))
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          written: fc.string({ unit: 'binary', maxLength: 40 }),
          spokenMs: fc.option(times),
          words: fc.option(fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 5 }), atMs: times })), {
            nil: undefined,
          }),
        }),
        { maxLength: 6 },
      ),
      times,
      fc.constantFrom('en', 'ja', 'fr', ''),
      (told, playedMs, language) => {
        const clauses = told.map(({ words, ...clause }): SpokenClause => (words ? { ...clause, words } : clause))
        const { heard, rest } = heardText({ clauses, playedMs, language })
        expect(heard + rest).toBe(told.map(({ written }) => written).join(''))
      },
    ),
    { numRuns: 1_000 },
  )
})
