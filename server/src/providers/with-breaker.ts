import type { Attempt, Milestones } from './attempt.ts'
import type { Breaker, Pass } from './breaker.ts'
import type { Clock } from './clock.ts'
import { ProviderError } from './provider-error.ts'

interface Needs<Part> {
  breaker: Breaker
  milestones: Milestones<Part>
  provider: string
  clock: Clock
  /** What has gone on for so long works, whether or not anything came of it yet. Unset: only an end says so. */
  provenMs?: number
}

/** Asks only while the breaker lets it. A refusal is an answer, so it counts as a success; a caller who leaves counts as nothing. */
export function withBreaker<Part>(
  attempt: Attempt<Part>,
  { breaker, milestones, provider, clock, provenMs }: Needs<Part>,
): Attempt<Part> {
  return async function* (signal) {
    const pass = admit(breaker, provider)
    const cancel = provenMs === undefined ? () => {} : clock.after(provenMs, pass.succeeded)
    try {
      for await (const part of attempt(signal)) {
        if (milestones.ends?.(part)) pass.succeeded()
        yield part
      }
      if (!signal.aborted) pass.succeeded()
    } catch (error) {
      if (!signal.aborted) pass[isRefusal(error) ? 'succeeded' : 'failed']()
      throw error
    } finally {
      cancel()
      pass.left()
    }
  }
}

function admit(breaker: Breaker, provider: string): Pass {
  const pass = breaker.enter()
  if (!('tooEarlyMs' in pass)) return pass
  const detail = 'it failed repeatedly and is left alone for a moment'
  throw new ProviderError(provider, 'unavailable', { detail, retryAfterMs: pass.tooEarlyMs })
}

function isRefusal(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'refused'
}
