import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the delay of the event loop is judged, in milliseconds. */
const CHECK_MS = 500
const RESOLUTION_MS = 10

/** When new work is refused, and taken again. Delays in milliseconds. */
export interface SheddingLimits {
  /** Above it for `judgements` in a row, new work is refused. */
  begins: number
  /** Below it for `judgements` in a row, new work is taken again. */
  ends: number
  judgements: number
}

const LIMITS: SheddingLimits = { begins: 1_000, ends: 200, judgements: 3 }

/**
 * Decides from the event loop's delay whether new work is refused: late enough that a busy moment is none, and ended only well below
 * where it began, so that it does not flicker. Pure but for what it was told before.
 */
export function createShedding({ begins, ends, judgements }: SheddingLimits = LIMITS) {
  let active = false
  let inARow = 0
  return {
    /** Whether new work is refused from now on, after a delay that was typical since the last judgement. */
    judge(delayMs: number): boolean {
      const otherwise = active ? delayMs < ends : delayMs > begins
      inARow = otherwise ? inARow + 1 : 0
      if (inARow >= judgements) {
        active = !active
        inARow = 0
      }
      return active
    },
  }
}

/** The event loop as somebody watches it. */
export interface Loop {
  /** True while new work is refused. */
  readonly active: boolean
  stop(): void
}

/** Watches the event loop of this process until `stop`. `told` hears when shedding begins and ends. */
export function watchLoop({ told }: { told: (active: boolean, delayMs: number) => void }): Loop {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const shedding = createShedding()
  let active = false
  delay.enable()
  const timer = setInterval(() => {
    // The median: one long computation is a hiccup, and every look being late is a jam.
    const delayMs = Math.max(0, delay.percentile(50) / 1e6 - RESOLUTION_MS)
    delay.reset()
    const was = active
    active = shedding.judge(delayMs)
    if (active !== was) told(active, Math.round(delayMs))
  }, CHECK_MS).unref()
  return {
    get active() {
      return active
    },
    stop() {
      clearInterval(timer)
      delay.disable()
    },
  }
}
