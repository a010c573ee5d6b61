export type Random = ReturnType<typeof createRandom>

/** Chance that is the same every time: mulberry32, seeded with a number or a text. */
export function createRandom(seed: number | string) {
  let state = typeof seed === 'number' ? seed : hashOf(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  /** Mean 0, deviation 1 (Box–Muller). */
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    normal,
    between: (low: number, high: number) => low + (high - low) * next(),
    /** A whole number from `low` to `high`, both included. */
    whole: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    /** A whole number from 0 to below `bound`. */
    below: (bound: number) => Math.floor(next() * bound),
    /** True this often, 0 to 1. */
    often: (share: number) => next() < share,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('nothing to pick from')
      return from[Math.floor(next() * from.length)] as T
    },
    /** Log-normal with this median; `sigma` is the deviation of the logarithm. */
    aroundMedian: (median: number, sigma: number) => median * Math.exp(sigma * normal()),
  }
}

/** FNV-1a, 32 bit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
