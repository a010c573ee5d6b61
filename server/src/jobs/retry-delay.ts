const FIRST_MS = 15_000
const LONGEST_MS = 5 * 60_000

/** The pause before the next try, in milliseconds: 15 s, doubling, at most 5 minutes. `attempt` counts from 1. */
export function retryDelayMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, attempt - 1), LONGEST_MS)
}
