import type { Clock } from '../../providers/clock.ts'

/** A call of which nothing was heard for so long is over, although nobody said so. */
const SILENT_MS = 10 * 60_000

/** The calls of this process: at most `max` of them. `lost` hears of those that ended without a word. */
export function createPlaces({ max, clock, lost }: { max: number; clock: Clock; lost(callSid: string): void }) {
  const calls = new Map<string, { seenAt: number; carried: boolean }>()

  function tidy() {
    const at = clock.ms()
    for (const [callSid, { seenAt, carried }] of calls) {
      if (carried || at - seenAt < SILENT_MS) continue
      calls.delete(callSid)
      lost(callSid)
    }
  }

  return {
    /** Whether a call may go on, or begin. `carried`: a socket says when it is over. */
    take(callSid: string, { carried }: { carried?: boolean } = {}): boolean {
      const known = calls.get(callSid)
      if (!known) tidy()
      if (!known && calls.size >= max) return false
      calls.set(callSid, { seenAt: clock.ms(), carried: carried ?? known?.carried ?? false })
      return true
    },
    leave: (callSid: string) => calls.delete(callSid),
    count: () => calls.size,
  }
}
