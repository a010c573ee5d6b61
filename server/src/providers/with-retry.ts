import type { Attempt, Milestones } from './attempt.ts'
import { type Clock, pause } from './clock.ts'
import { ProviderError } from './provider-error.ts'

const RETRIES = 2
const FIRST_WAIT_MS = 300
/** Nobody waits longer than this for a next try; a vendor that asks for more is left alone. */
const LONGEST_WAIT_MS = 5_000
/** No new try begins after this long: somebody is waiting for words. */
const PATIENCE_MS = 15_000

/** How often, and how long after the beginning, something is tried again; `limited`: also what is asked too much. */
interface Bounds {
  tries: number
  patienceMs: number
  limited: boolean
}

const USUAL: Bounds = { tries: RETRIES, patienceMs: PATIENCE_MS, limited: true }

/**
 * Tries again what may pass, at most twice unless `bounds` say otherwise, with growing and jittered pauses, as long as nothing was let out.
 * Parts before the first that `begins` are held back until then.
 */
export function withRetry<Part>(attempt: Attempt<Part>, needs: Needs<Part>): Attempt<Part> {
  return (signal) => tryAgain(attempt, needs, signal)
}

interface Needs<Part> {
  milestones: Milestones<Part>
  clock: Clock
  /** 0 to 1. */
  random: () => number
  bounds?: Bounds
}

async function* tryAgain<Part>(
  attempt: Attempt<Part>,
  { milestones, clock, random, bounds = USUAL }: Needs<Part>,
  signal: AbortSignal,
): AsyncGenerator<Part> {
  const startedAt = clock.ms()
  for (let tries = 0; ; tries++) {
    let begun = false
    try {
      for await (const part of held(attempt(signal), milestones)) {
        begun = true
        yield part
      }
      return
    } catch (error) {
      if (begun || signal.aborted || tries >= bounds.tries) throw error
      const waitMs = patience(error, { tries, chance: random(), limited: bounds.limited })
      if (clock.ms() - startedAt + waitMs > bounds.patienceMs) throw error
      await pause(clock, waitMs, signal)
      if (signal.aborted) return
    }
  }
}

/** The same parts, but nothing before the first that begins. */
async function* held<Part>(parts: AsyncIterable<Part>, { begins }: Milestones<Part>): AsyncGenerator<Part> {
  const waiting: Part[] = []
  let begun = false
  for await (const part of parts) {
    begun ||= begins(part)
    if (begun) {
      yield* waiting.splice(0)
      yield part
    } else waiting.push(part)
  }
  yield* waiting
}

/** The pause after this failure; endless when another try would not help. */
function patience(
  error: unknown,
  { tries, chance, limited }: { tries: number; chance: number; limited: boolean },
): number {
  if (!(error instanceof ProviderError && error.retryable)) return Number.POSITIVE_INFINITY
  if (error.kind === 'rate-limited' && !limited) return Number.POSITIVE_INFINITY
  const waitMs = waitBefore(tries, error.retryAfterMs, chance)
  return waitMs > LONGEST_WAIT_MS ? Number.POSITIVE_INFINITY : waitMs
}

/**
 * The pause before the next try, in milliseconds. What the vendor asked for is honoured and never undercut; otherwise it doubles from
 * 300 ms, half of it random ("equal jitter", AWS Architecture Blog 2015), so that many callers do not return at once.
 */
export function waitBefore(tries: number, retryAfterMs: number | undefined, chance: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs * (1 + chance / 10)
  const full = FIRST_WAIT_MS * 2 ** tries
  return full / 2 + (full / 2) * chance
}
