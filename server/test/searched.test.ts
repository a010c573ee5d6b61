import type { ConnectionTest } from '@lva/contracts/administration'
import type { DetailedHealth } from '@lva/contracts/health'
import type { ResearchAnswer } from '@lva/contracts/research'
import { expect, onTestFinished, test } from 'vitest'
import { startArxivServer } from '../src/providers/conformance/arxiv-server.ts'
import { SECRET_KEY } from '../src/providers/conformance/failures.ts'
import { startSearxngServer } from '../src/providers/conformance/searxng-server.ts'
import { startTavilyServer } from '../src/providers/conformance/tavily-server.ts'
import { startWikipediaServer } from '../src/providers/conformance/wikipedia-server.ts'
import { inHouses } from './house.ts'
import { ask } from './learner.ts'

const KEY = 'the admin key of this test, nobody guesses it'

/** Four sources outside, each of which behaves in its own way, and the settings that lead to them. */
async function outside() {
  const servers = {
    tavily: await startTavilyServer('plain'),
    searxng: await startSearxngServer('page'),
    wikipedia: await startWikipediaServer('broken'),
    arxiv: await startArxivServer('laughs'),
  }
  onTestFinished(async () => void (await Promise.all(Object.values(servers).map((server) => server.close()))))
  const env = {
    ...{ RESEARCH: 'tavily,searxng,wikipedia,arxiv', TAVILY_API_KEY: SECRET_KEY, ADMIN_API_KEY: KEY },
    ...{ TAVILY_BASE_URL: servers.tavily.url, SEARXNG_URL: servers.searxng.url },
    ...{ WIKIPEDIA_BASE_URL: servers.wikipedia.url, ARXIV_BASE_URL: servers.arxiv.url },
  }
  return { env, servers }
}

inHouses(
  'sources outside',
  (open) => {
    test('three that fail cost the one that answers nothing, and all of it is counted and shown', async () => {
      const { env, servers } = await outside()
      const house = await open({ env })
      const ana = await house.learner()
      const body = { query: 'spaced repetition', sources: ['web', 'wikipedia', 'arxiv'] }
      const answer = await ana.call<ResearchAnswer>('POST', '/api/research', body)
      expect(answer.status).toBe(200)
      expect(answer.body.results.map(({ url }) => url)).toContain('https://www.example.org/spacing?page=2')
      expect(Object.fromEntries(answer.body.asked.map(({ source, state }) => [source, state]))).toMatchObject({
        ...{ tavily: 'done', searxng: 'failed', wikipedia: 'failed', arxiv: 'failed' },
      })
      expect(JSON.stringify(answer.body)).not.toContain(SECRET_KEY)
      expect(servers.tavily.requests.map(({ path }) => path)).toEqual(['/search'])

      const { body: metrics } = await ask<string>(house.url, 'GET', '/metrics', { headers: { 'x-admin-key': KEY } })
      const counted = metrics.split('\n').filter((line) => line.startsWith('lva_provider_requests_total'))
      for (const provider of Object.keys(servers))
        expect(
          counted.filter((line) => line.includes('capability="search"') && line.includes(`"${provider}"`)),
        ).not.toEqual([])

      const admin = await house.admin()
      const health = (await admin.get<DetailedHealth>('/health/detailed')).body
      expect(health.components.search).toEqual({ status: 'up', detail: 'tavily; searxng; wikipedia; arxiv.' })
      const tested = (await admin.call<ConnectionTest>('POST', '/admin/connections/search/test')).body
      expect(tested).toMatchObject({ name: 'search', ok: false })
      expect(tested.results.map(({ provider, ok, detail }) => `${provider} ${ok} ${detail}`)).toEqual([
        'tavily true it answers',
        expect.stringMatching(/^searxng false .* with a page and not as an API/),
        'wikipedia false it failed on its side (500)',
        'arxiv false its feed declares entities, and is not read',
      ])
    })

    test('where nobody is searched nothing leaves, and that is no fault', async () => {
      const house = await open()
      const ana = await house.learner()
      const body = { query: 'spaced repetition', sources: ['web', 'wikipedia', 'arxiv'] }
      const answer = await ana.call<ResearchAnswer>('POST', '/api/research', body)
      expect(answer.body.results ?? []).toEqual([])
      const health = (await ana.get<DetailedHealth>('/health/detailed')).body
      expect(health.components.search).toEqual({ status: 'off', detail: 'Nothing is looked up outside.' })
    })
  },
  ['sqlite'],
)
