import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { failureFrom } from '../conformance/failures.ts'
import { searchesLikeASource } from '../conformance/search.ts'
import { startWikipediaServer, type WikipediaScene } from '../conformance/wikipedia-server.ts'
import { createWikipedia } from './wikipedia.ts'

async function open(scene: WikipediaScene, options: { inside?: string; only?: string } = {}) {
  const server = await startWikipediaServer(scene, options)
  const baseUrl = `${server.url}/{language}`
  return {
    server,
    provider: createWikipedia({ contact: 'https://house.example.org', baseUrl, outgoing: createOutgoing() }),
  }
}

const asking = { query: 'spaced repetition', limit: 5, signal: AbortSignal.timeout(30_000) }

searchesLikeASource(open, { failures: ['rate-limited', 'broken', 'bad-gateway', 'wrong-path'] })

test('it is asked by its own rules: who asks, and words alone', async () => {
  const { server, provider } = await open('plain')
  onTestFinished(() => server.close())
  await provider.search({ ...asking, query: 'insource:/a+/ -"spaced" ~repetition* (2026)', language: 'en' })
  const [asked] = server.requests
  expect(asked?.headers['user-agent']).toMatch(/^LearningVoiceAgent\/\d+\.\d+\.\d+ \(https:\/\/house\.example\.org\)$/)
  const { pathname, searchParams } = new URL(asked?.path ?? '', server.url)
  expect(pathname).toBe('/en/w/api.php')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    ...{ action: 'query', generator: 'search', gsrsearch: 'insource a spaced repetition 2026', gsrlimit: '5' },
    ...{ prop: 'extracts|info', exintro: '1', explaintext: '1', format: 'json', formatversion: '2' },
  })
})

test('the learner’s own language is asked first, and English where that has nothing', async () => {
  const { server, provider } = await open('plain', { only: 'en' })
  onTestFinished(() => server.close())
  const hits = await provider.search({ ...asking, language: 'de-AT' })
  expect(hits.map(({ url }) => url)).toEqual([
    'https://en.wikipedia.org/wiki/Spaced_repetition',
    'https://en.wikipedia.org/wiki/Spacing_effect',
  ])
  expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['de', 'en'])
})

test('no language leads to another host than those of the list', async () => {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (address) => {
    asked.push(new URL(String(address)).host)
    return Response.json({ batchcomplete: true })
  }
  const provider = createWikipedia({ contact: null, fetch })
  for (const language of ['de', 'pt-BR', 'tlh', 'evil.example.org/', 'en@evil.example', '../en', '', 'DE_at'])
    await provider.search({ ...asking, language })
  expect([...new Set(asked)].toSorted()).toEqual(['de.wikipedia.org', 'en.wikipedia.org', 'pt.wikipedia.org'])
})

describe('what its API says with an answer that looks well', () => {
  test.each([
    ['api-ratelimited', 'rate-limited'],
    ['api-broken', 'unavailable'],
    ['api-bad', 'refused'],
  ] as const)('%s is a failure', async (scene, kind) => {
    const { server, provider } = await open(scene)
    onTestFinished(() => server.close())
    expect(await failureFrom(provider.search({ ...asking, language: 'en' }))).toMatchObject({ kind })
  })
})
