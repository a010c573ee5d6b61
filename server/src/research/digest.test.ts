import { expect, test } from 'vitest'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import { type Digested, digest as digested, insteadOf } from './digest.ts'
import { disagree, figuresIn } from './figures.ts'

const digest = (of: Digested) => digested(of).text
const page = (id: string, text: string, title = 'Page'): RecalledPassage => ({
  ...{
    id,
    kind: 'web',
    exchangeId: null,
    sessionId: null,
    sourceId: null,
    title,
    url: `https://${id}.example`,
    place: null,
  },
  ...{ foundBy: 'search', group: id, at: '2026-11-28T00:00:00.000Z', text },
})
const asked = (source: string, state: 'done' | 'empty' | 'failed' | 'late' | 'off' | 'waited') => ({
  source,
  state,
  ms: 1,
  why: null,
})

test('the best sentences are said as they stand, each with its mark, and who did not answer', () => {
  const said = digest({
    query: 'how do glaciers move',
    locale: 'en',
    passages: [
      page(
        'w1',
        'Glaciers cover a tenth of the land. Glaciers move because ice deforms under its own weight. Do they melt?',
      ),
      page(
        'w2',
        'Buy boots for glaciers today. Water under glaciers lets them slide, so that they move faster in summer.',
      ),
    ],
    asked: [asked('wikipedia', 'done'), asked('arxiv', 'late')],
  })
  expect(said).toBe(
    'Glaciers move because ice deforms under its own weight. [w1] Water under glaciers lets them slide, so that they move faster in summer. [w2] ArXiv did not answer.',
  )
})

test('figures that disagree are both said', () => {
  const said = digest({
    query: 'how fast does the sea rise',
    locale: 'en',
    passages: [
      page('w1', 'Worldwide the sea rises by 3.4 mm a year since 1993.'),
      page('w2', 'According to older gauges the sea rises by 1.7 mm a year worldwide.'),
    ],
    asked: [asked('wikipedia', 'done'), asked('arxiv', 'failed')],
  })
  expect(said).toBe(
    'Worldwide the sea rises by 3.4 mm a year since 1993. [w1] According to older gauges the sea rises by 1.7 mm a year worldwide. [w2] The sources disagree and arXiv did not answer.',
  )
})

test('a figure is told with what it counts', () => {
  const told = 'It is 3,776 metres high, grows 3,7 cm in 2 years, and 1.5 million people saw it in 1990 and later.'
  expect(figuresIn(told, 'en')).toMatchObject([
    { value: 3776, kind: 'length', factor: 1 },
    { value: expect.closeTo(0.037), kind: 'length', factor: 0.01 },
    { value: 2 * 31_557_600, kind: 'time' },
    { value: 1_500_000, kind: null, counted: true },
  ])
  expect(figuresIn('Der Berg ist 3.776 m hoch und wächst um 3.7 cm im Jahr.', 'en')).toMatchObject([
    { value: 3776, kind: 'length' },
    { value: expect.closeTo(0.037), kind: 'length' },
  ])
  const read = (text: string) => figuresIn(text, 'en')
  const [one, other, third] = ['20 % of adults', '20.1 % of all', '35 % and more'].map(read)
  expect([disagree(one ?? [], other ?? []), disagree(one ?? [], third ?? [])]).toEqual([false, true])
  // A height says nothing against a length.
  expect(disagree(read('It is 3,776 m high'), read('It is 12 km long'))).toBe(false)
})

test('where nothing was found that is said, and why', () => {
  const nothing = { query: 'zyx', locale: 'en', passages: [] }
  expect(digest({ ...nothing, asked: [asked('wikipedia', 'empty')] })).toBe('I looked and found nothing about “zyx”.')
  expect(digest({ ...nothing, asked: [asked('wikipedia', 'empty'), asked('arxiv', 'failed')] })).toBe(
    'I looked and found nothing about “zyx”. ArXiv did not answer.',
  )
  expect(
    digest({ ...nothing, asked: [asked('wikipedia', 'failed'), asked('arxiv', 'late'), asked('memory', 'empty')] }),
  ).toBe('I could not look that up: Wikipedia and arXiv did not answer. Ask me again in a while.')
  // Nobody was asked, so nobody found nothing.
  expect(digest({ ...nothing, asked: [asked('web', 'off'), asked('memory', 'empty')] })).toBe(
    'Nothing outside is set up to be searched here. In what you told me or brought I found nothing about “zyx”.',
  )
  expect(digest({ ...nothing, asked: [asked('web', 'off')] })).toBe('Nothing outside is set up to be searched here.')
  expect(digest({ ...nothing, asked: [asked('arxiv', 'waited')] })).toBe(
    'arXiv was asked a moment ago, so I did not ask again; ask me once more in a few seconds.',
  )
  expect(digest({ ...nothing, locale: 'de-AT', asked: [asked('wikipedia', 'late')] })).toBe(
    'Das konnte ich nicht nachschlagen: Wikipedia hat nicht geantwortet. Frag mich später noch einmal.',
  )
})

test('others than those that were named were asked, and that is said first', () => {
  const fared = [asked('wikipedia', 'done'), asked('web', 'off')]
  const instead = insteadOf('en', ['web'], fared)
  expect(instead).toBe('Not set up here: the search of the web; I asked Wikipedia.')
  expect(insteadOf('en', null, fared)).toBeNull()
  expect(insteadOf('en', ['web', 'wikipedia'], fared)).toBeNull()
  const passages = [page('w1', 'Bees make honey from the nectar of flowers.')]
  expect(digested({ query: 'honey', locale: 'en', passages, asked: fared, instead })).toEqual({
    text: `${instead} Bees make honey from the nectar of flowers. [w1]`,
    ours: instead,
  })
})

test('no sentence is said without what it speaks of', () => {
  const said = (text: string, foundBy = 'wikipedia') =>
    digest({
      ...{ query: 'chlorophyll photosynthesis', locale: 'en', asked: [asked(foundBy, 'done')] },
      passages: [{ ...page('w1', text), foundBy }],
    })
  expect(said('Chlorophyll is a green pigment of plants. It is essential in chlorophyll photosynthesis.')).toBe(
    'Chlorophyll is a green pigment of plants. It is essential in chlorophyll photosynthesis. [w1]',
  )
  expect(said('It is essential in photosynthesis with chlorophyll.')).toMatch(/^I looked and found nothing/)
  expect(said('We show that chlorophyll drives photosynthesis.')).toMatch(/^I looked and found nothing/)
  expect(said('We show that chlorophyll drives photosynthesis.', 'arxiv')).toBe(
    'The authors write: “We show that chlorophyll drives photosynthesis.” [w1]',
  )
  expect(said('In this work, our model of chlorophyll photosynthesis is tested.', 'arxiv')).toMatch(
    /^The authors write: “In/,
  )
})
