/** An hour of one number, the oldest first; null is a gap. */
export interface Course {
  at: readonly number[]
  values: ReadonlyArray<number | null>
}

/** How wide and high the drawing is in its own units; it is stretched to its place. */
export const DRAWN = { width: 600, height: 90 }
const HOUR_MS = 3_600_000
/** Samples come every ten seconds; a longer pause is a gap. */
const PAUSE_MS = 35_000

/** The end of a scale that holds this value and can be read: 1, 2 or 5 of some size; at least `least`. */
export function topOf(most: number, least: number): number {
  const wanted = Math.max(most, least)
  const size = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((step) => step * size).find((end) => end >= wanted * 0.999) ?? wanted
}

/** The line of an hour that ends at `until`, as the path of an SVG; lines end where nothing is known. */
export function pathOf({ at, values }: Course, { until, top }: { until: number; top: number }): string {
  let path = ''
  let last = Number.NEGATIVE_INFINITY
  for (const [index, value] of values.entries()) {
    const time = at[index] ?? 0
    if (value === null || time < until - HOUR_MS) continue
    const x = ((time - until + HOUR_MS) / HOUR_MS) * DRAWN.width
    const y = DRAWN.height * (1 - Math.min(value, top) / top)
    path += `${time - last > PAUSE_MS ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    last = time
  }
  return path
}

/** The latest value, the mean and the highest of an hour; null when nothing is known. */
export function figuresOf({ values }: Course): { now: number; mean: number; most: number } | null {
  const known = values.filter((value) => value !== null)
  const now = known.at(-1)
  if (now === undefined) return null
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return { now, mean, most: Math.max(...known) }
}
