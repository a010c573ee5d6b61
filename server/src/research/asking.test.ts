import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStopWord } from '../language/stop-words.ts'
import { wordsOf } from '../language/words.ts'
import corpus from './asking.corpus.json' with { type: 'json' }
import { askingIn, topicOf } from './asking.ts'

interface Asks {
  text: string
  query: string
  sources?: string
  before?: string
}
// `mixed`: written later than the rest, to be read without having been tuned to; only whether they ask is labelled.
const { mixed, ...byLanguage } = corpus
const labelled = Object.values(byLanguage).flatMap(({ asks }): Asks[] => asks)
const asks = [...labelled, ...mixed.asks.map((text) => ({ text, query: '' }) as Asks)]
const not = [...Object.values(byLanguage), mixed].flatMap(({ not }) => not)
/** What a source is called in the corpus, by where it is looked for. */
const CALLED: Record<string, string> = {
  web: 'web',
  wikipedia: 'wikipedia',
  arxiv: 'papers',
  'arxiv wikipedia web documents': 'literature',
}
/** What is looked for, where nothing is named after what was said before. */
function lookedFor(text: string, before: readonly string[]) {
  const asked = askingIn(text)
  return asked && { ...asked, query: asked.query ?? topicOf(before) }
}
const topic = (query: string) =>
  wordsOf(query)
    .map(({ key }) => key)
    .filter((key) => !isStopWord(key))

test('who asks to have something looked up is known by their words, and nobody else', () => {
  const found = asks.filter(({ text }) => askingIn(text))
  const wrong = not.filter((text) => askingIn(text))
  const missed = asks.filter((one) => !found.includes(one)).map(({ text }) => text)
  const precision = found.length / (found.length + wrong.length)
  process.stdout.write(
    `research asked for: precision ${(precision * 100).toFixed(1)} %, recall ${((found.length / asks.length) * 100).toFixed(1)} % of ${asks.length + not.length}\n${[...missed, ...wrong].join('\n')}\n`,
  )
  expect(asks.length + not.length).toBeGreaterThanOrEqual(120)
  expect(precision).toBeGreaterThanOrEqual(0.98)
  expect(found.length / asks.length).toBeGreaterThanOrEqual(0.95)
})

test('it is known what is looked for, and where', () => {
  const off = labelled.filter(({ text, query, sources, before }) => {
    const found = lookedFor(text, before ? [before] : [])
    if (!found) return true
    const where = found.sources === null ? undefined : CALLED[found.sources.join(' ')]
    return where !== sources || topic(found.query).join(' ') !== topic(query).join(' ')
  })
  expect(off.map(({ text, before }) => ({ text, found: lookedFor(text, before ? [before] : []) }))).toEqual([])
})

test('"that" is what was spoken of last, and nothing where nothing was', () => {
  expect(lookedFor('Look that up.', ['I think glaciers carve valleys.', 'Look up tides.'])?.query).toBe(
    'glaciers carve valleys',
  )
  expect(lookedFor('Look it up.', [])).toEqual({ query: '', sources: null })
  expect(lookedFor('Can you look something up for me?', ['Bees dance.'])).toEqual({ query: '', sources: null })
})

test('any text at all is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), (text) => {
      const found = lookedFor(`look up ${text}`, [text])
      expect(found === null || found.query.length <= 2_100).toBe(true)
    }),
    { numRuns: 50 },
  )
})
