import { timeZone } from '../messages/locale.ts'

const DAY_MINUTES = 1_440
const MINUTE_MS = 60_000

/** Seven days by the clocks of the learner, today among them as far as it has come: from a midnight until `now`. */
export function lastSevenDays(now: Date): { from: string; to: string } {
  const sixAgo = now.getTime() - 6 * DAY_MINUTES * MINUTE_MS
  const midnight = sixAgo - minuteOf(sixAgo) * MINUTE_MS
  // Where clocks changed in between, it is an hour off.
  const off = minuteOf(midnight)
  const from = midnight + (off > DAY_MINUTES / 2 ? DAY_MINUTES - off : -off) * MINUTE_MS
  return { from: new Date(Math.floor(from / MINUTE_MS) * MINUTE_MS).toISOString(), to: now.toISOString() }
}

/** Minutes since midnight, by the clocks of the learner. */
function minuteOf(at: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: timeZone.value, hour: '2-digit', minute: '2-digit' })
  const [hour = 0, minute = 0] = clock.format(at).split(':').map(Number)
  return hour * 60 + minute
}
