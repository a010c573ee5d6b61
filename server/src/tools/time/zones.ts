/** A date and a time of day as a clock on a wall shows them: `YYYY-MM-DD` and minutes since midnight. */
export interface WallTime {
  day: string
  minute: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** What the clocks of a zone (IANA name) show at an instant. */
export function wallTime(instant: Date, zone: string): WallTime {
  const ms = instant.getTime() + offsetMs(instant, zone)
  const shown = new Date(ms).toISOString()
  return { day: shown.slice(0, 10), minute: Math.floor((((ms % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS) }
}

/**
 * The instants at which the clocks of a zone show a time: one as a rule, none where they are put forward over it, two where they are put back
 * to it, the earlier first.
 */
export function instantsOf({ day, minute }: WallTime, zone: string): Date[] {
  const shown = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS
  // Whatever the clocks do that day, one of these two is right before it and one after.
  const offsets = [shown - DAY_MS, shown + DAY_MS].map((ms) => offsetMs(new Date(ms), zone))
  const instants = [...new Set(offsets)].map((offset) => shown - offset)
  return instants
    .filter((ms) => ms + offsetMs(new Date(ms), zone) === shown)
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms))
}

/** By how many milliseconds the clocks of a zone are ahead of UTC at an instant. */
export function offsetMs(instant: Date, zone: string): number {
  const parts = clockOf(zone).formatToParts(instant)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(instant.getTime() / 1000) * 1000
}

// Making one costs more than a hundred uses; there are about four hundred zones.
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  if (clocks.size >= 100) clocks.clear()
  const clock = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  clocks.set(timeZone, clock)
  return clock
}
