/**
 * How long each of those that work at the same time on one thread worked itself: they share the time that passes. Each is counted with as
 * many others as there ever were beside it, so that nobody is taken for slow because the others are. `now` in milliseconds.
 */
export function createShares(now: () => number) {
  const working = new Set<{ most: number }>()

  return {
    /** Somebody begins; what is returned ends it, and says its share in milliseconds. */
    begin(): () => number {
      const began = now()
      const one = { most: 0 }
      working.add(one)
      for (const each of working) each.most = Math.max(each.most, working.size)
      return () => {
        working.delete(one)
        return (now() - began) / one.most
      }
    },
  }
}
