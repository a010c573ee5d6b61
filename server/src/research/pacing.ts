import type { Windows } from '../http/windows.ts'
import { type Clock, pause } from '../providers/clock.ts'

/** What asks for no distance of its own is asked so often in a second. */
const SECOND_MS = 1_000
const IN_A_SECOND = 5

/**
 * Keeps the distance a source asks for between two requests (`everyMs`), or asks it five times a second, in all processes where there is Redis. Resolves with true when it may be asked
 * now; false: its turn does not come within `patienceMs`, or the caller left.
 */
export function createPacing({ windows, clock, now }: { windows: Windows; clock: Clock; now: () => Date }) {
  return async function itsTurn(
    { name, everyMs }: { name: string; everyMs?: number | undefined },
    { patienceMs, signal }: { patienceMs: number; signal: AbortSignal },
  ): Promise<boolean> {
    const [lastsMs, most] = everyMs ? [everyMs, 1] : [SECOND_MS, IN_A_SECOND]
    const since = clock.ms()
    for (;;) {
      const at = now().getTime()
      const { count, endsAt } = await windows.add(`source:${name}`, at, lastsMs)
      if (signal.aborted) return false
      if (count <= most) return true
      const waitMs = Math.max(1, endsAt - at)
      if (clock.ms() - since + waitMs > patienceMs) return false
      await pause(clock, waitMs, signal)
      if (signal.aborted) return false
    }
  }
}
