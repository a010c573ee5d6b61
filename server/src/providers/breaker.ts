import type { Clock } from './clock.ts'

const FAILURES_TO_OPEN = 5
const REST_MS = 30_000
const SUCCESSES_TO_CLOSE = 2

export type BreakerState = 'closed' | 'open' | 'half-open'
export type Breaker = ReturnType<typeof createBreaker>

/** Leave to try once. Say how it ended with exactly one of the three; further calls do nothing. */
export interface Pass {
  succeeded(): void
  failed(): void
  /** Neither: the learner went away. */
  left(): void
}

type Inner =
  | { name: 'closed'; failures: number }
  | { name: 'open'; until: number }
  | { name: 'half-open'; successes: number; trying: boolean }

/**
 * A circuit breaker: five failures in a row and nobody asks for 30 s; then one caller at a time may try, and two
 * successes close it again. Ours, because the libraries count a caller who left as a success, make others wait for the trial's end
 * and read the machine's clock. Pattern: M. Nygard, "Release It!".
 */
export function createBreaker({ clock }: { clock: Clock }) {
  let inner: Inner = { name: 'closed', failures: 0 }

  function wake(): Inner {
    if (inner.name === 'open' && clock.ms() >= inner.until) inner = { name: 'half-open', successes: 0, trying: false }
    return inner
  }

  function open() {
    inner = { name: 'open', until: clock.ms() + REST_MS }
  }

  /** A pass speaks for the state it was given in: what began before the circuit opened says nothing about the trial after it. */
  function passFor(given: Exclude<Inner, { name: 'open' }>): Pass {
    let settled = false
    const settle = (then: () => void) => () => {
      if (settled) return
      settled = true
      if (given.name === 'half-open') given.trying = false
      if (given === inner) then()
    }
    return {
      succeeded: settle(() => {
        if (given.name === 'closed') given.failures = 0
        else if (++given.successes >= SUCCESSES_TO_CLOSE) inner = { name: 'closed', failures: 0 }
      }),
      failed: settle(() => {
        if (given.name === 'half-open' || ++given.failures >= FAILURES_TO_OPEN) open()
      }),
      left: settle(() => {}),
    }
  }

  return {
    /** A pass, or how many milliseconds it is too early. */
    enter(): Pass | { tooEarlyMs: number } {
      const state = wake()
      if (state.name === 'open') return { tooEarlyMs: state.until - clock.ms() }
      if (state.name === 'half-open') {
        if (state.trying) return { tooEarlyMs: 1_000 }
        state.trying = true
      }
      return passFor(state)
    },
    get state(): BreakerState {
      return wake().name
    },
  }
}
