import type { Outgoing } from '../outgoing/outgoing.ts'
import type { BreakerState } from './breaker.ts'
import { type Clock, realClock } from './clock.ts'
import type { Embeddings } from './embeddings/embeddings.ts'
import { notingUnfit } from './embeddings/unfit.ts'
import { type Guarded, guard } from './guard.ts'
import { guardedEmbeddings, guardedLlm, guardedSight, guardedStt, guardedTts } from './guarded.ts'
import type { Llm } from './llm/llm.ts'
import { ProviderError } from './provider-error.ts'
import { guardedSearch } from './search/guarded-search.ts'
import type { SearchProvider } from './search/search.ts'
import type { ProviderSettings } from './settings.ts'
import type { Sight } from './sight/sight.ts'
import type { Stt } from './stt/stt.ts'
import type { Tts } from './tts/tts.ts'
import { type Serving, vendorsOf } from './vendors.ts'
import type { Capability, Use } from './with-meter.ts'

/** One provider as configured. `breaker` is `open` while it is left alone after failures; `unfit`: why it does not do what it is there for. */
export interface ProviderState {
  name: string
  model: string | null
  breaker: BreakerState
  unfit?: string
}

/**
 * What the server speaks, listens, answers, looks and compares meanings with, in fallback order; an empty list means "none on the server". Of those
 * that make vectors there is at most one; those that are searched are asked side by side.
 */
export type ProvidersDescription = Record<Capability, ProviderState[]>

type Provider = Llm | Stt | Tts | Embeddings | Sight | SearchProvider

/** How a provider answered when asked. `detail` is in plain words and holds no secret. */
export interface Probed {
  capability: Capability
  name: string
  model: string | null
  ok: boolean
  detail: string
}

export interface ProviderNeeds {
  /** The built-in companion: it speaks where no vendor has a key, or where it is named. */
  companion: Llm
  now: () => Date
  outgoing: Outgoing
  /** In the place of every way out; for tests. */
  fetch?: typeof globalThis.fetch
  clock?: Clock
  /** 0 to 1; spreads retries. */
  random?: () => number
  log?: { warn(fields: object, message: string): void; debug(fields: object, message: string): void }
  /** Told of every try at a provider. Must not throw. */
  onUse?: (use: Use) => void
}

/**
 * Everything the server talks to, guarded and in order. An unset order means every vendor with a key; the companion only where
 * none has one or it is named, so that a broken key is told (503) and not papered over. Throws Error on an order that names no provider of ours.
 */
export function createProviders(settings: ProviderSettings, needs: ProviderNeeds) {
  const clock = needs.clock ?? realClock
  const guardNeeds = { clock, now: needs.now, random: needs.random ?? Math.random, onUse: report(needs) }
  const vendors = vendorsOf(settings, needs)
  const [llms, stts, ttss] = [guards(vendors.llm, clock), guards(vendors.stt, clock), guards(vendors.tts, clock)]
  const [firstLlm, ...otherLlms] = llms
  const [firstStt, ...otherStts] = stts
  const [firstTts, ...otherTtss] = ttss
  // Breakers of their own: a model that is down for pictures may still answer.
  const sights = guards(vendors.sight, clock)
  const [firstSight, ...otherSights] = sights
  const searches = guards(vendors.search, clock)
  const [embeddings] = guards(vendors.embeddings, clock)
  const embedding = embeddings ? [embeddings] : []
  const vectors = embeddings ? notingUnfit(guardedEmbeddings(embeddings, guardNeeds), { clock }) : null
  if (!firstLlm) throw new Error('LLM names no provider.')
  return {
    llm: guardedLlm([firstLlm, ...otherLlms], guardNeeds),
    /** Null: none on the server; the browser's own may serve. */
    stt: firstStt ? guardedStt([firstStt, ...otherStts], guardNeeds) : null,
    /** Null: none on the server; the browser's own may serve. */
    tts: firstTts ? guardedTts([firstTts, ...otherTtss], guardNeeds) : null,

    /** Null: nothing is searched by meaning. */
    embeddings: vectors,
    /** Null: nobody here looks at pictures. */
    sight: firstSight ? guardedSight([firstSight, ...otherSights], guardNeeds) : null,
    /** Who is searched outside, each by itself; empty: nothing is looked up. */
    search: searches.map((one) => guardedSearch(one, guardNeeds)),

    /** Who serves, in order, and whether its breaker is open. Asks nobody. */
    describe: (): ProvidersDescription => ({
      ...{ llm: llms.map(stateOf), stt: stts.map(stateOf), tts: ttss.map(stateOf) },
      embeddings: embedding.map((one) => ({ ...stateOf(one), ...withReason(vectors?.unfit()) })),
      sight: sights.map(stateOf),
      search: searches.map(stateOf),
    }),

    /** Asks every provider, or those of one capability, whether it would work, all at once. Costs at most a word with each. */
    async probe({ signal, only }: { signal: AbortSignal; only?: Capability }): Promise<Probed[]> {
      const ask = (capability: Capability, several: Guarded<Provider>[]) =>
        only && only !== capability ? [] : several.map(({ provider }) => probeOne(capability, provider, signal))
      return await Promise.all([
        ...ask('llm', llms),
        ...ask('stt', stts),
        ...ask('tts', ttss),
        ...ask('embeddings', embedding),
        ...ask('sight', sights),
        ...ask('search', searches),
      ])
    },
  }
}

function guards<Provider>(vendors: Serving<Provider>, clock: Clock): Guarded<Provider>[] {
  return vendors.map(({ provider, price }) => guard(provider, price, clock))
}

function stateOf({ provider, breaker }: Guarded<Provider>): ProviderState {
  return { name: provider.name, model: provider.model, breaker: breaker.state }
}

const withReason = (unfit: string | null | undefined) => (unfit ? { unfit } : {})

function report({ log, onUse }: ProviderNeeds): (use: Use) => void {
  return (use) => {
    const { capability, provider, model, outcome, failure, firstPartMs, totalMs } = use
    if (outcome === 'failed') log?.warn({ capability, provider, model, ...failure, totalMs }, 'provider failed')
    else log?.debug({ capability, provider, model, outcome, firstPartMs, totalMs }, 'provider answered')
    onUse?.(use)
  }
}

async function probeOne(capability: Capability, provider: Provider, signal: AbortSignal): Promise<Probed> {
  const { name, model } = provider
  try {
    await provider.probe?.({ signal })
    return {
      capability,
      name,
      model,
      ok: !signal.aborted,
      detail: signal.aborted ? 'it did not answer in time' : 'it answers',
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { capability, name, model, ok: false, detail: error.detail ?? error.kind }
  }
}
