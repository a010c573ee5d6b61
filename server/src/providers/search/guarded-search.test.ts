import { expect, test } from 'vitest'
import { failureFrom } from '../conformance/failures.ts'
import { createHandClock } from '../conformance/hand-clock.ts'
import { guard } from '../guard.ts'
import { FREE } from '../prices.ts'
import { ProviderError } from '../provider-error.ts'
import { createScriptedSearch, type ScriptedSearch } from '../scripted-search.ts'
import type { Use } from '../with-meter.ts'
import { guardedSearch } from './guarded-search.ts'

const HITS = [{ title: 'Tides', url: 'https://example.org/tides', text: 'The moon does it.', published: null }]

/** A guarded source that follows a script, on a clock that is turned by hand. */
function guarded(script: (call: number) => ScriptedSearch) {
  const clock = createHandClock()
  const uses: Use[] = []
  const source = createScriptedSearch('tides', (_, call) => script(call))
  const one = guard(source, FREE, clock)
  const needs = { clock, now: () => new Date(0), random: () => 0, onUse: (use: Use) => void uses.push(use) }
  const { search } = guardedSearch(one, needs)
  return {
    ...{ clock, uses, asked: source.asked, breaker: one.breaker },
    search: (signal = new AbortController().signal) => search({ query: 'tides', language: 'en', limit: 5, signal }),
  }
}

const failing = (kind: ProviderError['kind'], retryAfterMs?: number) =>
  new ProviderError('tides', kind, { detail: kind, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

test('what is found is handed on, and counted as one request that cost nothing', async () => {
  const { search, uses } = guarded(() => HITS)
  expect(await search()).toEqual(HITS)
  expect(uses).toMatchObject([
    { capability: 'search', provider: 'tides', model: null, outcome: 'complete', costMicros: 0 },
  ])
})

test('a source that is silent is given up after three seconds, and after five of those nobody asks it for a while', async () => {
  const { search, clock, uses, asked, breaker } = guarded(() => 'hangs')
  for (let n = 0; n < 5; n += 1) {
    const failure = failureFrom(search())
    await clock.advance(2_999)
    expect(uses).toHaveLength(n)
    await clock.advance(1)
    expect(await failure).toMatchObject({ kind: 'unavailable', provider: 'tides' })
  }
  expect([breaker.state, uses.map(({ outcome }) => outcome)]).toEqual(['open', Array(5).fill('failed')])
  expect((await failureFrom(search())).detail).toMatch(/left alone/)
  expect([asked.length, clock.pending]).toEqual([5, 0])
})

test('what broke off is tried once more, and both tries together take no longer than one', async () => {
  const once = guarded((call) => (call === 0 ? failing('unavailable') : HITS))
  const found = once.search()
  await once.clock.advance(300)
  expect(await found).toEqual(HITS)
  const never = guarded((call) => (call === 0 ? failing('unavailable') : 'hangs'))
  const failure = failureFrom(never.search())
  await never.clock.advance(2_999)
  expect(never.uses).toHaveLength(1)
  await never.clock.advance(1)
  expect(await failure).toMatchObject({ kind: 'unavailable' })
  expect(never.asked).toHaveLength(2)
})

test.each(['refused', 'misconfigured', 'rate-limited'] as const)('what is %s is not tried again', async (kind) => {
  const { search, asked } = guarded(() => failing(kind))
  expect(await failureFrom(search())).toMatchObject({ kind })
  expect(asked).toHaveLength(1)
})

test.each([
  [20_000, 20_000],
  [undefined, 10_000],
  [86_400_000, 3_600_000],
])('a source that asks for a rest of %s ms is left alone for %s', async (asks, restsMs) => {
  const { search, clock, asked } = guarded((call) => (call === 0 ? failing('rate-limited', asks) : HITS))
  await failureFrom(search())
  await clock.advance(restsMs - 1)
  expect(await failureFrom(search())).toMatchObject({ kind: 'rate-limited', retryAfterMs: 1 })
  expect(asked).toHaveLength(1)
  await clock.advance(1)
  expect(await search()).toEqual(HITS)
})

test('who leaves stops it, and that says nothing against the source', async () => {
  const { search, uses, breaker, clock } = guarded(() => 'hangs')
  const stop = new AbortController()
  const asked = failureFrom(search(stop.signal))
  await clock.settle()
  stop.abort()
  expect(await asked).toMatchObject({ kind: 'unavailable' })
  expect([uses[0]?.outcome, breaker.state]).toEqual(['aborted', 'closed'])
})
