/**
 * Does something again and again, one time after the other, `everyMs` apart. `work` sees to its own failures. Whoever ends it goes on when
 * nothing of it is under way any more.
 */
export function againAndAgain(work: () => Promise<void>, everyMs: number): { end(): Promise<void> } {
  let underWay: Promise<void> | undefined
  const timer = setInterval(() => {
    underWay ??= work().then(() => {
      underWay = undefined
    })
  }, everyMs)
  return {
    async end() {
      clearInterval(timer)
      await underWay
    },
  }
}
