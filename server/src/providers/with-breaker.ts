import type { Attempt, Milestones } from './attempt.ts'
import type { Breaker } from './breaker.ts'
import { ProviderError } from './provider-error.ts'

/** Asks only while the breaker lets it. A refusal is an answer, so it counts as a success; a caller who leaves counts as nothing. */
export function withBreaker<Part>(
  attempt: Attempt<Part>,
  { breaker, milestones, provider }: { breaker: Breaker; milestones: Milestones<Part>; provider: string },
): Attempt<Part> {
  return async function* (signal) {
    const pass = breaker.enter()
    if ('tooEarlyMs' in pass) {
      const detail = 'it failed repeatedly and is left alone for a moment'
      throw new ProviderError(provider, 'unavailable', { detail, retryAfterMs: pass.tooEarlyMs })
    }
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
      pass.left()
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'refused'
}
