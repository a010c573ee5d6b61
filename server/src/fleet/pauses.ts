/** Whoever has served for so long is well: what it died of is taken for an accident. */
const WELL_MS = 60_000
const FIRST_MS = 500
const LONGEST_MS = 30_000

/** How a place in the fleet has fared: how often whoever stood there died young, one after the other. */
export interface Fared {
  youngDeaths: number
}

/**
 * What is made of a death: how long to wait before the place is filled again, in milliseconds, and how it has fared from now on. `servedMs`
 * is how long the dead one had its doors open; null: it never did.
 */
export function afterDeath({ youngDeaths }: Fared, servedMs: number | null): Fared & { pauseMs: number } {
  if (servedMs !== null && servedMs >= WELL_MS) return { youngDeaths: 0, pauseMs: 0 }
  // The first one may have been killed by somebody who meant it.
  const pauseMs = youngDeaths === 0 && servedMs !== null ? 0 : FIRST_MS * 2 ** Math.min(youngDeaths, 10)
  return { youngDeaths: youngDeaths + 1, pauseMs: Math.min(pauseMs, LONGEST_MS) }
}
