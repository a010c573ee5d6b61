import { type LocalMoment, offsetMs } from '../../days.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The instants at which the clocks of a zone show a time: one as a rule, none where they are put forward over it, two where they are put back
 * to it, the earlier first.
 */
export function instantsOf({ day, minute }: LocalMoment, zone: string): Date[] {
  const shown = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS
  // Whatever the clocks do that day, one of these two is right before it and one after.
  const offsets = [shown - DAY_MS, shown + DAY_MS].map((ms) => offsetMs(new Date(ms), zone))
  const instants = [...new Set(offsets)].map((offset) => shown - offset)
  return instants
    .filter((ms) => ms + offsetMs(new Date(ms), zone) === shown)
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms))
}
