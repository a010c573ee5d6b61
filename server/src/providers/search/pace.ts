import type { Clock } from '../clock.ts'

/** How long somebody waits for their turn; whoever would wait longer is told at once. */
const WAIT_MAX_MS = 1_000
/** Nobody is left alone for longer than this, whatever it asks for. */
const REST_MAX_MS = 3_600_000

export type Pace = ReturnType<typeof createPace>

/** Keeps the distance a source asks for between two requests of this process: always (`everyMs`), and after it has said that it is too much. */
export function createPace({ clock, everyMs }: { clock: Clock; everyMs: number }) {
  let next = Number.NEGATIVE_INFINITY
  return {
    /** Takes the next turn: in how many milliseconds it comes, or how much too early it is to wait for one. */
    turn(): { waitMs: number } | { tooEarlyMs: number } {
      const now = clock.ms()
      const at = Math.max(now, next)
      if (at - now > WAIT_MAX_MS) return { tooEarlyMs: at - now }
      next = at + everyMs
      return { waitMs: at - now }
    },

    /** It is not asked for so long. */
    rest(ms: number): void {
      next = Math.max(next, clock.ms() + Math.min(ms, REST_MAX_MS))
    },
  }
}
