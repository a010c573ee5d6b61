import type { Windows } from '../http/windows.ts'
import { type Clock, pause } from '../providers/clock.ts'

/**
 * Keeps the distance a source asks for between two requests, in all processes where there is Redis. Resolves with true when it may be asked
 * now; false: its turn does not come within `patienceMs`, or the caller left.
 */
export function createPacing({ windows, clock, now }: { windows: Windows; clock: Clock; now: () => Date }) {
  return async function itsTurn(
    { name, everyMs }: { name: string; everyMs: number },
    { patienceMs, signal }: { patienceMs: number; signal: AbortSignal },
  ): Promise<boolean> {
    if (everyMs <= 0) return !signal.aborted
    const since = clock.ms()
    for (;;) {
      const at = now().getTime()
      const { count, endsAt } = await windows.add(`source:${name}`, at, everyMs)
      if (signal.aborted) return false
      if (count <= 1) return true
      const waitMs = Math.max(1, endsAt - at)
      if (clock.ms() - since + waitMs > patienceMs) return false
      await pause(clock, waitMs, signal)
      if (signal.aborted) return false
    }
  }
}
