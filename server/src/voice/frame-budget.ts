/** Frames that may come at once, and how many more each second. Sound has an allowance of its own. */
const BURST = 60
const PER_SECOND = 10

/**
 * Counts the frames of one socket: a burst is fine, a flood is not (token bucket). Pure but for its own count; told the time in
 * milliseconds.
 */
export function createFrameBudget({
  burst = BURST,
  perSecond = PER_SECOND,
}: {
  burst?: number
  perSecond?: number
} = {}) {
  let left = burst
  let at: number | null = null
  return {
    /** Takes one; false when there is none left. */
    take(nowMs: number): boolean {
      left = Math.min(burst, left + (Math.max(0, nowMs - (at ?? nowMs)) / 1000) * perSecond)
      at = nowMs
      if (left < 1) return false
      left -= 1
      return true
    },

    /** Gives back what is counted elsewhere. */
    giveBack(count = 1) {
      left = Math.min(burst, left + count)
    },
  }
}
