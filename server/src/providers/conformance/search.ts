import { afterEach, describe, expect, test } from 'vitest'
import type { ProviderErrorKind } from '../provider-error.ts'
import type { SearchProvider } from '../search/search.ts'
import { type FailureScene, failureFrom, SECRET_KEY, tellsFailuresApart } from './failures.ts'
import type { Received, startServer } from './local-server.ts'
import type { SearchScene } from './search-scenes.ts'

type Server = Awaited<ReturnType<typeof startServer>>

/** A source that plays a scene, and its server. */
export interface SearchStage {
  provider: SearchProvider
  server: Server
}

/** What a misbehaviour has to become, and what is said of it. */
const BECOMES: Partial<Record<SearchScene, { kind: ProviderErrorKind; detail: RegExp }>> = {
  garbage: { kind: 'unavailable', detail: /cannot be read|no feed/ },
  'other-shape': { kind: 'unavailable', detail: /without (?:results|pages)|no feed/ },
  cut: { kind: 'unavailable', detail: /broke off/ },
  page: { kind: 'unavailable', detail: /with a page and not as an API/ },
  'wrong-type': { kind: 'unavailable', detail: /with something else and not as an API/ },
  'not-packed': { kind: 'unavailable', detail: /broke off/ },
  bomb: { kind: 'unavailable', detail: /more than anybody reads/ },
  huge: { kind: 'unavailable', detail: /more than anybody reads/ },
  redirect: { kind: 'misconfigured', detail: /leads elsewhere/ },
}

/** What every source that is searched promises. `open` is told where a redirect shall lead; `failures`: the ways of failing it has. */
export function searchesLikeASource(
  open: (scene: SearchScene, options: { inside?: string }) => Promise<SearchStage>,
  { failures }: { failures: readonly FailureScene[] },
) {
  const ends: Server[] = []
  const stage = async (scene: SearchScene, options: { inside?: string } = {}) => {
    const opened = await open(scene, options)
    ends.push(opened.server)
    return opened
  }
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((server) => server.close()))
  })
  const search = (provider: SearchProvider, wishes: { limit?: number; signal?: AbortSignal } = {}) =>
    provider.search({
      query: 'spaced repetition',
      language: 'en',
      limit: 5,
      signal: AbortSignal.timeout(30_000),
      ...wishes,
    })

  describe('searches', () => {
    test('what is found comes best first, within bounds, and with where it is', async () => {
      const { provider } = await stage('plain')
      const hits = await search(provider)
      expect(hits.length).toBe(2)
      for (const { title, url, text, published } of hits) {
        expect(title).toMatch(/spac/i)
        expect(url).toMatch(/^https:\/\//)
        expect(text).toMatch(/^[A-Z][^\n]{20,}\.$/)
        if (published !== null) expect(published).toBe('2026-03-03T09:15:00.000Z')
      }
      expect(await search(provider, { limit: 1 })).toEqual(hits.slice(0, 1))
    })

    test('nothing is an answer', async () => {
      const { provider } = await stage('empty')
      expect(await search(provider)).toEqual([])
    })

    test('what leads nowhere is left out, and what is dressed up is text of bounded length', async () => {
      const { provider } = await stage('odd')
      const hits = await search(provider, { limit: 10 })
      expect(hits).toHaveLength(1)
      expect(hits[0]).toMatchObject({ title: 'Tea and \ufffd time' })
      expect(hits[0]?.url).toMatch(/^https:\/\/(?:tea\.example\.org\/a|arxiv\.org\/abs\/2603\.00001v1)$/)
      expect(hits[0]?.text).toMatch(/^It is hot\. Long\..*Long\.$/)
      expect(hits[0]?.text.length).toBeLessThanOrEqual(2_000)
    })

    test('nobody is told more than the query: no cookie, no referrer, no language of a browser', async () => {
      const { provider, server } = await stage('plain')
      await search(provider)
      const sent = Object.keys(server.requests[0]?.headers ?? {})
      const usual = [
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
      ]
      expect(sent.filter((name) => ![...usual, 'user-agent', 'api-user-agent'].includes(name))).toEqual([])
      expect(said(server.requests)).toMatch(/spaced/)
    })

    test('its probe tells whether it answers', async () => {
      const { provider } = await stage('plain')
      await provider.probe?.({ signal: AbortSignal.timeout(30_000) })
      const broken = await stage('broken')
      expect(
        await failureFrom(broken.provider.probe?.({ signal: AbortSignal.timeout(30_000) }) ?? Promise.resolve()),
      ).toMatchObject({
        kind: 'unavailable',
      })
    })
  })

  describe('holds what a source does to it', () => {
    test.each(Object.entries(BECOMES))('%s', async (scene, { kind, detail }) => {
      const { provider, server } = await stage(scene as SearchScene)
      const failure = await failureFrom(search(provider))
      expect(failure).toMatchObject({ kind, provider: provider.name })
      expect(failure.detail).toMatch(detail)
      expect(failure.message).not.toContain(SECRET_KEY)
      expect(server.requests).toHaveLength(1)
      if (scene === 'huge') await server.gone()
    })

    test.each(['hangs', 'stalls'] as const)('%s, and is hung up on when nobody waits any longer', async (scene) => {
      const { provider, server } = await stage(scene)
      const stop = new AbortController()
      const asked = failureFrom(search(provider, { signal: stop.signal }))
      while (server.requests.length === 0) await new Promise((turn) => setImmediate(turn))
      stop.abort()
      expect(await asked).toMatchObject({ kind: 'unavailable', detail: 'it was stopped' })
      await server.gone()
    })

    test('it is not asked when it is over before it began', async () => {
      const { provider, server } = await stage('plain')
      expect(await failureFrom(search(provider, { signal: AbortSignal.abort() }))).toMatchObject({
        kind: 'unavailable',
      })
      expect(server.requests).toEqual([])
    })

    test('a redirect into the house is not followed', async () => {
      const inside = await stage('plain')
      const { provider } = await stage('redirect', { inside: inside.server.url })
      await failureFrom(search(provider))
      expect(inside.server.requests).toEqual([])
    })
  })

  tellsFailuresApart(async (scene) => {
    const { provider } = await stage(scene)
    return search(provider)
  }, failures)
}

const said = (requests: readonly Received[]) =>
  requests.map(({ path, body }) => `${decodeURIComponent(path)} ${body}`).join('\n')
