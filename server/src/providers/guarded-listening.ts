import type { Milestones } from './attempt.ts'
import type { Guarded, GuardNeeds } from './guard.ts'
import { ProviderError } from './provider-error.ts'
import { createRelay } from './stt/relay.ts'
import { createSignalQueue } from './stt/signal-queue.ts'
import type { Stt, SttSignal, SttStream } from './stt/stt.ts'
import { withBreaker } from './with-breaker.ts'
import { withFallback } from './with-fallback.ts'
import { withMeter } from './with-meter.ts'
import { withRetry } from './with-retry.ts'

/** How long a recogniser may think about what it was asked for. Nobody waits for it longer: the sound is kept, and written down otherwise. */
const ANSWER_MS = 5_000
/** A stream over which nobody speaks says nothing, and works. */
const PROVEN_MS = 15_000

const HEARD: Milestones<SttSignal> = { begins: () => true, ends: ({ type }) => type === 'final' }
// The first word comes when somebody speaks, which says nothing about the vendor.
const UNTIMED: Milestones<SttSignal> = { ...HEARD, begins: () => false }

type Listening = Stt & Required<Pick<Stt, 'listen'>>

/** Those of several recognisers that listen while somebody speaks. */
export function listeners(several: Guarded<Stt>[]): Guarded<Listening>[] {
  return several.filter((guarded): guarded is Guarded<Listening> => guarded.provider.listen !== undefined)
}

/**
 * One stream out of several, each with meter, breaker and retries. Whoever fails before the first signal is followed by the next, which is
 * given the sound of the last 30 s; after that its failure is thrown, because only the caller knows what was heard already.
 */
export function listenInOrder(
  [first, ...others]: [Guarded<Listening>, ...Guarded<Listening>[]],
  needs: GuardNeeds,
  { language, signal }: { language: string | null; signal: AbortSignal },
): SttStream {
  const relay = createRelay()
  const queue = createSignalQueue()

  const attempt = ({ provider: stt, breaker, price }: Guarded<Listening>) => {
    const about = { provider: stt.name, model: stt.model, milestones: HEARD, ...needs }
    const tally = () => ({ see: () => {}, amounts: () => ({ seconds: relay.handedMs() / 1000 }) })
    const metered = withMeter((stop) => one(stt, stop), {
      ...about,
      ...{ capability: 'stt', milestones: UNTIMED, price, tally },
    })
    return withRetry(withBreaker(metered, { ...about, breaker, provenMs: PROVEN_MS }), about)
  }

  async function* one(stt: Listening, stop: AbortSignal): AsyncGenerator<SttSignal> {
    const giveUp = new AbortController()
    const stream = stt.listen({ language, signal: AbortSignal.any([stop, giveUp.signal]) })
    let cancel = () => {}
    relay.join({
      push: stream.push,
      flush: () => {
        cancel()
        cancel = needs.clock.after(ANSWER_MS, () => giveUp.abort())
        stream.flush()
      },
    })
    try {
      for await (const heard of stream.signals) {
        relay.settle()
        if (heard.type === 'final') {
          relay.answered()
          cancel()
        }
        yield heard
      }
      if (stop.aborted) return
      const detail = giveUp.signal.aborted ? 'it did not answer in time' : 'it hung up'
      throw new ProviderError(stt.name, 'unavailable', { detail })
    } finally {
      cancel()
      relay.leave()
      giveUp.abort()
    }
  }

  async function pump() {
    try {
      for await (const heard of withFallback([attempt(first), ...others.map(attempt)])(signal)) queue.put(heard)
      queue.close()
    } catch (error) {
      if (signal.aborted) queue.close()
      else queue.fail(error)
    }
  }

  // A recogniser that does not hear the abort holds nobody up.
  signal.addEventListener('abort', queue.close, { once: true })
  void pump().finally(() => signal.removeEventListener('abort', queue.close))
  return { push: relay.push, flush: relay.flush, signals: queue.read() }
}
