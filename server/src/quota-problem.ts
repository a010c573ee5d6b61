import { Problem } from './problem.ts'
import type { ProviderError } from './providers/provider-error.ts'

/** What a learner is told whose day is used up: what ran out, until when, and what became of the words. */
export function quotaExhausted(spent: ProviderError, comfort: string, fields: Record<string, unknown> = {}): Problem {
  const retryAfter = Math.max(1, Math.ceil((spent.retryAfterMs ?? 0) / 1000))
  return new Problem('quota-exhausted', `${spent.detail} ${comfort}`, { cause: spent, retryAfter, fields })
}
