import { expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { failureFrom } from '../conformance/failures.ts'
import { searchesLikeASource } from '../conformance/search.ts'
import { type SearxngScene, startSearxngServer } from '../conformance/searxng-server.ts'
import { createSearxng } from './searxng.ts'

async function open(scene: SearxngScene, options: { inside?: string } = {}) {
  const server = await startSearxngServer(scene, options)
  return { server, provider: createSearxng({ baseUrl: `${server.url}/`, outgoing: createOutgoing() }) }
}

const asking = { language: 'de-AT', limit: 5, signal: AbortSignal.timeout(30_000) }

searchesLikeASource(open, { failures: ['rate-limited', 'broken', 'bad-gateway', 'wrong-path'] })

test('the question is asked in the language, as words and not as orders of its syntax', async () => {
  const { server, provider } = await open('plain')
  onTestFinished(() => server.close())
  await provider.search({ query: '!images :fr  why is "C++" ?fast', ...asking })
  const { pathname, searchParams } = new URL(server.requests[0]?.path ?? '', server.url)
  expect([pathname, ...searchParams]).toEqual([
    '/search',
    ['q', 'images fr why is "C++" fast'],
    ['format', 'json'],
    ['language', 'de'],
    ['safesearch', '1'],
    ['pageno', '1'],
  ])
})

test.each([
  ['silent-engines', 'unavailable', /none of its search engines answered/],
  ['no-json', 'misconfigured', /search\.formats/],
] as const)('%s is told in words an operator can act on', async (scene, kind, detail) => {
  const { server, provider } = await open(scene)
  onTestFinished(() => server.close())
  const failure = await failureFrom(provider.search({ query: 'tides', ...asking }))
  expect([failure.kind, failure.detail]).toEqual([kind, expect.stringMatching(detail)])
})
