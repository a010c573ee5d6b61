/** A voice glides: of the periods before, in whole octaves, so many at most lie as near to this one. */
const SAME_PERIOD = 0.005
const MOST_ALIKE = 0.5
const REMEMBERED = 10

/** Whether pitch (periods in milliseconds) moves as that of a throat, or stays on notes as machines and strings do, also on several in turn. */
export function createWandering() {
  const periods = new Float64Array(REMEMBERED)
  let count = 0
  return {
    push(periodMs: number): boolean {
      const known = Math.min(count, REMEMBERED)
      let alike = 0
      for (let i = 0; i < known; i++) {
        // Of a note now this octave is found and now that.
        const octaves = Math.log2(periodMs / (periods[i] ?? 1))
        if (Math.abs(octaves - Math.round(octaves)) < SAME_PERIOD) alike++
      }
      periods[count++ % REMEMBERED] = periodMs
      return alike <= Math.max(1, known * MOST_ALIKE)
    },
    reset(): void {
      count = 0
    },
  }
}
