import type { Attempt, Milestones } from './attempt.ts'
import type { Clock } from './clock.ts'
import { ProviderError } from './provider-error.ts'

/** How long we wait for a provider, in milliseconds. Time the listener takes between parts is not counted. */
export interface Limits {
  /** Until the first part that begins. */
  firstMs: number
  /** From one part to the next. */
  betweenMs: number
  /** All waiting together. */
  totalMs: number
}

/** Gives up on a provider that is silent for too long: stops it and throws `unavailable`. */
export function withTimeouts<Part>(
  attempt: Attempt<Part>,
  {
    limits,
    milestones,
    provider,
    clock,
  }: { limits: Limits; milestones: Milestones<Part>; provider: string; clock: Clock },
): Attempt<Part> {
  return async function* (signal) {
    const giveUp = new AbortController()
    const parts = attempt(AbortSignal.any([signal, giveUp.signal]))[Symbol.asyncIterator]()
    let waitedMs = 0
    let limitMs = limits.firstMs
    let finished = false
    try {
      while (true) {
        const since = clock.ms()
        const next = await within(parts.next(), Math.min(limitMs, limits.totalMs - waitedMs), clock)
        if (next === 'late')
          throw new ProviderError(provider, 'unavailable', { detail: lateness(limitMs === limits.firstMs) })
        waitedMs += clock.ms() - since
        if (next.done) {
          finished = true
          return
        }
        if (milestones.begins(next.value)) limitMs = limits.betweenMs
        yield next.value
      }
    } finally {
      giveUp.abort()
      // A provider that hangs would hang this clean-up too, so nobody waits for it.
      if (!finished) void parts.return?.()?.then(undefined, () => {})
    }
  }
}

function lateness(first: boolean): string {
  return first ? 'it did not begin to answer in time' : 'it stopped in the middle of its answer'
}

function within<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, ms), () => resolve('late'))
    promise.then(resolve, reject).finally(cancel)
  })
}
