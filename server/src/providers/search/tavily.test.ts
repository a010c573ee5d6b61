import { expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { SECRET_KEY } from '../conformance/failures.ts'
import { searchesLikeASource } from '../conformance/search.ts'
import type { SearchScene } from '../conformance/search-scenes.ts'
import { startTavilyServer } from '../conformance/tavily-server.ts'
import { createTavily } from './tavily.ts'

async function open(scene: SearchScene, options: { inside?: string } = {}) {
  const server = await startTavilyServer(scene, options)
  return { server, provider: createTavily({ key: SECRET_KEY, baseUrl: server.url, outgoing: createOutgoing() }) }
}

searchesLikeASource(open, { failures: ['rate-limited', 'broken', 'bad-gateway', 'bad-key', 'wrong-path', 'no-credit'] })

test('the question goes out as its reference says, and the key in its header alone', async () => {
  const { server, provider } = await open('plain')
  onTestFinished(() => server.close())
  const query = `  spaced\nrepetition ${'and '.repeat(200)}`
  await provider.search({ query, language: 'de', limit: 50, signal: AbortSignal.timeout(30_000) })
  await provider.probe?.({ signal: AbortSignal.timeout(30_000) })
  const [asked, usage] = server.requests
  expect(asked).toMatchObject({ method: 'POST', path: '/search', headers: { authorization: `Bearer ${SECRET_KEY}` } })
  const body = JSON.parse(String(asked?.body))
  expect(body).toMatchObject({ topic: 'general', search_depth: 'basic', max_results: 10, include_answer: false })
  expect(body.query).toMatch(/^spaced repetition and /)
  expect(body.query.length).toBeLessThanOrEqual(400)
  expect(String(asked?.body)).not.toContain(SECRET_KEY)
  expect(usage).toMatchObject({ method: 'GET', path: '/usage' })
})
