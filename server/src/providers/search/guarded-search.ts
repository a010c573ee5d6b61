import type { Attempt, Milestones } from '../attempt.ts'
import { pause } from '../clock.ts'
import type { Guarded, GuardNeeds } from '../guard.ts'
import { ProviderError } from '../provider-error.ts'
import { withBreaker } from '../with-breaker.ts'
import { withMeter } from '../with-meter.ts'
import { withRetry } from '../with-retry.ts'
import { withTimeouts } from '../with-timeouts.ts'
import { createPace, type Pace } from './pace.ts'
import type { SearchHit, SearchProvider } from './search.ts'

/** A search takes no longer than this, another try and the wait for its turn included. */
const SEARCH_MS = 3_000
/** A search that failed so soon is tried once more: a connection that had gone stale, a server that was replaced. */
const AGAIN_WITHIN_MS = 1_000
/** How long a source is left alone that says it is asked too much, and not for how long. */
const REST_MS = 10_000

const HITS: Milestones<SearchHit[]> = { begins: () => true, ends: () => true }

/**
 * One source with its time-out, meter, breaker and pace. Nobody steps in for it: several are asked side by side, and one that is down costs
 * the others nothing. What was refused is not asked again, and a source that asks for a rest gets it.
 */
export function guardedSearch(one: Guarded<SearchProvider>, needs: GuardNeeds): SearchProvider {
  const { provider, breaker, price } = one
  const { name, model } = provider
  const { clock } = needs
  const pace = createPace({ clock, everyMs: provider.everyMs ?? 0 })
  const about = { provider: name, model, milestones: HITS, ...needs }

  async function takeTurn(signal: AbortSignal): Promise<void> {
    const turn = pace.turn()
    if ('tooEarlyMs' in turn) throw tooEarly(name, turn.tooEarlyMs)
    if (turn.waitMs > 0) await pause(clock, turn.waitMs, signal)
  }

  return {
    ...provider,
    async search({ signal, ...searching }) {
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
      await takeTurn(signal)
      try {
        for await (const hits of withRetry(withBreaker(metered, { ...about, breaker }), { ...about, bounds })(signal))
          return hits
      } catch (error) {
        honour(pace, error)
        throw error
      }
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
  }
}

function honour(pace: Pace, error: unknown): void {
  if (error instanceof ProviderError && error.kind === 'rate-limited') pace.rest(error.retryAfterMs ?? REST_MS)
}

function tooEarly(name: string, retryAfterMs: number): ProviderError {
  const detail = `it asks for a pause, and is asked again in ${Math.ceil(retryAfterMs / 1000)} s`
  return new ProviderError(name, 'rate-limited', { detail, retryAfterMs })
}
