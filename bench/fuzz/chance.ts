export type Chance = ReturnType<typeof createChance>

/** Choices that are the same for the same seed (mulberry32). */
export function createChance(seed: number) {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)

  return {
    below,
    /** True this often, 0 to 1. */
    often: (share: number) => next() < share,
    one<T>(of: readonly T[]): T {
      const chosen = of[below(of.length)]
      if (chosen === undefined && of.length === 0) throw new Error('There is nothing to choose from.')
      return chosen as T
    },
  }
}
