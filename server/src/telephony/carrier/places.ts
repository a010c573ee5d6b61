import type { Clock } from '../../providers/clock.ts'

/** A call of which nothing was heard for so long gives up its place, although nobody said that it is over. */
const SILENT_MS = 10 * 60_000

/** The places of the calls of this process: at most `max`. */
export function createPlaces({ max, clock }: { max: number; clock: Clock }) {
  const calls = new Map<string, { seenAt: number; carried: boolean }>()

  function tidy() {
    const at = clock.ms()
    for (const [callSid, { seenAt, carried }] of calls) if (!carried && at - seenAt >= SILENT_MS) calls.delete(callSid)
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

    /** Something was heard of a call: it keeps its place, if it has one. */
    touch(callSid: string): void {
      const known = calls.get(callSid)
      if (known) known.seenAt = clock.ms()
    },

    /** No socket carries a call any more; it may go on without. One that is over already gets no place anew. */
    release(callSid: string): void {
      const known = calls.get(callSid)
      if (known) Object.assign(known, { seenAt: clock.ms(), carried: false })
    },

    leave: (callSid: string) => calls.delete(callSid),
    count: () => calls.size,
  }
}
