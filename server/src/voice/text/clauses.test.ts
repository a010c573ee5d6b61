import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clausesOf, createClauses } from './clauses.ts'
import { clauseAgreement } from './corpora.ts'
import { LANGUAGES } from './language.ts'

describe('the labelled corpus', () => {
  test.for(LANGUAGES)('%s', (language) => {
    const [tuning, held] = [clauseAgreement('tuning', [language]), clauseAgreement('test', [language])]
    process.stdout.write(
      `clauses ${language}: tuning ${percent(tuning.share)} of ${tuning.n}, held out ${percent(held.share)} of ${held.n}\n${tuning.missed.join('\n')}\n`,
    )
    expect(tuning.n + held.n).toBeGreaterThanOrEqual(40)
    expect(tuning.share).toBeGreaterThanOrEqual(0.9)
  })

  test('lines held out agree to 95 % at least', () => {
    const { n, share, low, high } = clauseAgreement('test')
    process.stdout.write(`clauses, held out: ${percent(share)} of ${n} (${percent(low)}–${percent(high)})\n`)
    expect(n).toBeGreaterThan(90)
    expect(share).toBeGreaterThanOrEqual(0.95)
  })
})

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** The pieces of a reply whose tokens come at the given times. */
function piecesOf(language: string, tokens: [text: string, atMs: number][]) {
  const clauses = createClauses(language)
  return [...tokens.flatMap(([text, atMs]) => clauses.push(text, atMs)), ...clauses.end()]
}

test('the first clause is there as soon as its end is certain', () => {
  const clauses = createClauses('en')
  expect(clauses.push('Well', 0)).toEqual([])
  expect(clauses.push(',', 20)).toEqual([])
  expect(clauses.push(' let', 40)).toEqual(['Well,'])
})

test('a slow model is heard after 120 ms, up to its last whole word', () => {
  const clauses = createClauses('en')
  expect(clauses.push('I think', 1_000)).toEqual([])
  expect(clauses.push(' that', 1_060)).toEqual([])
  expect(clauses.dueAt()).toBe(1_120)
  expect(clauses.tick(1_119)).toEqual([])
  expect(clauses.tick(1_120)).toEqual(['I think'])
  expect(clauses.push(' the sun', 1_200)).toEqual([])
  expect(clauses.end()).toEqual([' that the sun'])
})

test('where there is no safe place, the first piece waits', () => {
  const clauses = createClauses('en')
  clauses.push('https://example.org/a', 0)
  expect(clauses.dueAt()).toBeNull()
  expect(clauses.tick(5_000)).toEqual([])
  expect(clauses.push('?b=c is', 5_100)).toEqual(['https://example.org/a?b=c'])
})

test('the time it waits begins with the first token, not with the white space before it', () => {
  const clauses = createClauses('en')
  clauses.push('\n', 0)
  clauses.push('I think that', 500)
  expect(clauses.tick(619)).toEqual([])
  expect(clauses.tick(620)).toEqual(['\nI think'])
})

test('later clauses come in company, but none waits longer than 120 ms for it', () => {
  const clauses = createClauses('en')
  expect(clauses.push('Yes, red, blue, ', 0)).toEqual(['Yes,'])
  expect(clauses.dueAt()).toBe(120)
  expect(clauses.tick(119)).toEqual([])
  expect(clauses.tick(120)).toEqual([' red, blue,'])
  expect(clauses.push('and the third one is green as grass. So', 130)).toEqual([])
  expect(clauses.push(' there you have all three, ', 140)).toEqual([
    ' and the third one is green as grass. So there you have all three,',
  ])
})

test('a reply without any mark is cut between words', () => {
  const pieces = piecesOf('en', [['word '.repeat(200), 0]])
  expect(pieces[0]).toBe('word '.repeat(8).trimEnd())
  expect(pieces.slice(1).every((piece) => piece.length <= 201)).toBe(true)
  expect(pieces.join('')).toBe('word '.repeat(200).trimEnd())
})

test('numbers, addresses and abbreviations stay whole even when time presses', () => {
  const clauses = createClauses('en')
  clauses.push('About 149 600', 0)
  expect(clauses.tick(500)).toEqual([])
  expect(clauses.push(' 000 km. Far', 510)).toEqual(['About 149 600 000 km.'])
})

const replies = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('the', 'Sonne', 'été', '太陽は', 'です。', '猫、', 'z.', 'B.', 'Dr.', 'p.m.'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom('3.', '3,5', '10 000', 'May 3, 2026', 'a@b.org', 'http://a.b/c?d,e', '1.'),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(' ', ' ', '\n', ', ', '. ', '! ', '? ', '… ', ' — ', '—', ' –', ': ', '; '),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('`', '```', '[', '](', ')', '«', ' »', '"', '**', '_', '」', '「', 'と', '🎉'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
  ),
  { maxLength: 60 },
)

test('a character that comes in two halves is one', () => {
  const whole = piecesOf('en', [['the—𖠀', 0]])
  expect(whole).toEqual(['the—', '𖠀'])
  expect(
    piecesOf(
      'en',
      [...'the—𖠀'.split('')].map((unit) => [unit, 0]),
    ),
  ).toEqual(whole)
})

test('how a reply is cut into tokens changes nothing', () => {
  fc.assert(
    fc.property(
      replies,
      fc.constantFrom(...LANGUAGES),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (parts, language, sizes) => {
        const text = parts.join('')
        const whole = piecesOf(language, [[text, 0]])
        const tokens: [string, number][] = []
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = sizes[i % Math.max(1, sizes.length)] ?? 1
          tokens.push([text.slice(at, at + size), 0])
          at += size
        }
        expect(piecesOf(language, tokens)).toEqual(whole)
        expect(whole.join('')).toBe(text.trimEnd())
        expect(clausesOf(text, language).join('')).toBe(text)
      },
    ),
    { numRuns: 3_000 },
  )
})

test('whenever time presses, nothing is lost, and numbers and addresses stay whole', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'we',
          'have',
          '3.5',
          '10 000',
          'km',
          'a@b.org',
          'https://a.b/c',
          'Dr. Lee',
          'e.g. it',
          'and',
          'so,',
        ),
        {
          maxLength: 40,
        },
      ),
      fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1 }),
      (words, gaps) => {
        const text = words.join(' ')
        let atMs = 0
        const tokens: [string, number][] = []
        for (const [i, char] of [...text].entries()) {
          atMs += gaps[i % gaps.length] ?? 0
          tokens.push([char, atMs])
        }
        const cuts = new Set<number>()
        let at = 0
        for (const piece of piecesOf('en', tokens)) {
          at += piece.length
          cuts.add(at)
        }
        expect(at).toBe(text.length)
        // A cut is the end, or the blank between two words.
        at = 0
        for (const [i, word] of words.entries()) {
          for (let inside = at + 1; inside < at + word.length; inside++) expect(cuts).not.toContain(inside)
          at += word.length
          if (!word.endsWith(',') && /\d/.test(word + words[i + 1]))
            expect(at === text.length || !cuts.has(at)).toBe(true)
          at += 1
        }
      },
    ),
    { numRuns: 1_000 },
  )
})

/** So long that quadratic time shows, and so generous that a busy machine passes. */
const [LONG, LIMIT_MS] = [30_000, 4_000]

test('hostile text costs linear time', () => {
  for (const unit of ['.', ' ', 'a', '`', '[', '—', '1. ', 'z. ', '」', '"', '\n', 'は太', '. . ', '[]('])
    for (const language of ['en', 'ja']) {
      const begun = performance.now()
      piecesOf(language, [[unit.repeat(Math.ceil(LONG / unit.length)), 0]])
      expect(performance.now() - begun).toBeLessThan(LIMIT_MS)
    }
})
