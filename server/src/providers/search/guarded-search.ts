import type { Attempt, Milestones } from '../attempt.ts'
import type { Guarded, GuardNeeds } from '../guard.ts'
import { ProviderError } from '../provider-error.ts'
import { withBreaker } from '../with-breaker.ts'
import { withMeter } from '../with-meter.ts'
import { withRetry } from '../with-retry.ts'
import { withTimeouts } from '../with-timeouts.ts'
import { SEARCH_MS, type SearchHit, type SearchProvider } from './search.ts'

/** A search that failed so soon is tried once more: a connection that had gone stale, a server that was replaced. */
const AGAIN_WITHIN_MS = 1_000
/** How long a source is left alone that says it is asked too much, and not for how long. */
const REST_MS = 10_000
/** Nobody is left alone for longer than this, whatever it asks for. */
const REST_MAX_MS = 3_600_000

const HITS: Milestones<SearchHit[]> = { begins: () => true, ends: () => true }

/**
 * One source with its time-out, meter and breaker. Nobody steps in for it: several are asked side by side, and one that is down costs
 * the others nothing. What was refused is not asked again, and a source that asks for a rest gets it.
 * How far apart two requests are is seen to by whoever asks (`research/pacing.ts`).
 */
export function guardedSearch(one: Guarded<SearchProvider>, needs: GuardNeeds): SearchProvider {
  const { provider, breaker, price } = one
  const { name, model } = provider
  const { clock } = needs
  let restsUntil = Number.NEGATIVE_INFINITY
  const about = { provider: name, model, milestones: HITS, ...needs }

  function honour(error: unknown): void {
    if (!(error instanceof ProviderError) || error.kind !== 'rate-limited') return
    restsUntil = Math.max(restsUntil, clock.ms() + Math.min(error.retryAfterMs ?? REST_MS, REST_MAX_MS))
  }

  return {
    ...provider,
    async search({ signal, ...searching }) {
      const restMs = restsUntil - clock.ms()
      if (restMs > 0) throw tooEarly(name, restMs)
      const until = clock.ms() + SEARCH_MS
      const once: Attempt<SearchHit[]> = async function* (stop) {
        yield await provider.search({ ...searching, signal: stop })
      }
      const timed: Attempt<SearchHit[]> = (stop) => {
        const leftMs = until - clock.ms()
        return withTimeouts(once, { ...about, limits: { firstMs: leftMs, betweenMs: leftMs, totalMs: leftMs } })(stop)
      }
      const metered = withMeter(timed, {
        ...about,
        capability: 'search',
        price,
        tally: () => ({ see: () => {}, amounts: () => ({}) }),
      })
      // Whoever wants a pause between two requests gets it here too.
      const bounds = { tries: provider.everyMs ? 0 : 1, patienceMs: AGAIN_WITHIN_MS, limited: false }
      try {
        for await (const hits of withRetry(withBreaker(metered, { ...about, breaker }), { ...about, bounds })(signal))
          return hits
      } catch (error) {
        honour(error)
        throw error
      }
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
  }
}

function tooEarly(name: string, retryAfterMs: number): ProviderError {
  const detail = `it asks for a pause, and is asked again in ${Math.ceil(retryAfterMs / 1000)} s`
  return new ProviderError(name, 'rate-limited', { detail, retryAfterMs })
}
