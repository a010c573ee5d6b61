import { expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { type ArxivScene, startArxivServer } from '../conformance/arxiv-server.ts'
import { failureFrom } from '../conformance/failures.ts'
import { searchesLikeASource } from '../conformance/search.ts'
import { createArxiv, wordsFor } from './arxiv.ts'

async function open(scene: ArxivScene, options: { inside?: string } = {}) {
  const server = await startArxivServer(scene, options)
  return { server, provider: createArxiv({ contact: null, baseUrl: server.url, outgoing: createOutgoing() }) }
}

const asking = { query: 'what about spaced repetition?', language: 'en', limit: 5, signal: AbortSignal.timeout(30_000) }

searchesLikeASource(open, { failures: ['rate-limited', 'broken', 'bad-gateway', 'wrong-path'] })

test('papers come with who wrote them and when, and lead to their page', async () => {
  const { server, provider } = await open('plain')
  onTestFinished(() => server.close())
  expect((await provider.search(asking))[0]).toEqual({
    title: 'Spaced Repetition at Scale',
    url: 'https://arxiv.org/abs/2603.01234v2',
    text: 'We show that p < 0.05 for spacing. Cramming did worse.',
    published: '2026-03-03T09:15:00.000Z',
    authors: ['Ada B. Example', 'Curie & Sons'],
  })
  const { pathname, searchParams } = new URL(server.requests[0]?.path ?? '', server.url)
  expect([pathname, searchParams.get('search_query'), searchParams.get('max_results')]).toEqual([
    ...['/api/query', 'all:"spaced" AND all:"repetition"', '5'],
  ])
})

test.each([
  ['what does the literature say about sleep', ['sleep']],
  [
    'the effects of war on bilingual children’s working memory capacity',
    ['bilingual', 'childrens', 'effects', 'capacity'],
  ],
  ['was sagt die Literatur über Schlaf und Gedächtnis', ['Schlaf', 'Gedächtnis']],
  ['") OR cat:cs.AI AND (all:"x', ['cat', 'csAI', 'x']],
  ['what is it', []],
])('of "%s" it is asked for the words that say something', (query, words) => {
  expect(wordsFor(query).toSorted()).toEqual(words.toSorted())
})

test('a feed that declares anything is refused before anything of it is used', async () => {
  for (const scene of ['laughs', 'outside-entity', 'parameter-entity'] as const) {
    const { server, provider } = await open(scene)
    onTestFinished(() => server.close())
    const failure = await failureFrom(provider.search(asking))
    expect([failure.kind, failure.detail], scene).toEqual(['unavailable', expect.stringMatching(/declares entities/)])
  }
})

test('a feed without end, in depth or in length, is refused', async () => {
  for (const scene of ['deep', 'many'] as const) {
    const { server, provider } = await open(scene)
    onTestFinished(() => server.close())
    expect((await failureFrom(provider.search(asking))).detail, scene).toMatch(/no feed/)
  }
})

test('an entry that says what was wrong is a failure and no paper', async () => {
  const { server, provider } = await open('error-entry')
  onTestFinished(() => server.close())
  expect(await failureFrom(provider.search(asking))).toMatchObject({ kind: 'refused' })
})

test('a question without a word that says something asks nobody', async () => {
  const { server, provider } = await open('plain')
  onTestFinished(() => server.close())
  expect(await provider.search({ ...asking, query: 'what is it?' })).toEqual([])
  expect(server.requests).toEqual([])
})
