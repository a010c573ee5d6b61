// A long run tells how far it is, and ends between two pieces when somebody wants it to.

const TELL_EVERY_MS = 10_000

/** One part of an evaluation. `weight` is about the seconds it takes on two cores that do nothing else. */
export interface Part {
  what: string
  weight: number
  /** How many pieces there are in all, where they are done in several goes. */
  pieces?: number
  work(each: Each): Promise<void>
}

/** Does something with one after the other, `atOnce` at a time, and answers what came of it so far when it is stopped, or `untilMs` has passed. */
export type Each = <T, R>(
  items: readonly T[],
  play: (item: T) => Promise<R>,
  how?: { atOnce?: number; untilMs?: number },
) => Promise<R[]>

/** Works through the parts until `signal` aborts; true when all of them were done. */
export async function workThrough(
  parts: readonly Part[],
  { tell, signal }: { tell(line: string): void; signal: AbortSignal },
): Promise<boolean> {
  const began = performance.now()
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0)
  let done = 0
  for (const [n, { what, weight, work, pieces }] of parts.entries()) {
    if (signal.aborted) return false
    const place = `part ${n + 1} of ${parts.length}, ${what}`
    let toldAt = performance.now()
    const partBegan = performance.now()
    let count = 0
    tell(`${place}${rest(done)}`)
    await work(async (items, play, { atOnce = 1, untilMs = Number.POSITIVE_INFINITY } = {}) => {
      const results: Awaited<ReturnType<typeof play>>[] = []
      const over = () => signal.aborted || performance.now() - partBegan >= untilMs
      let next = 0
      async function go() {
        while (next < items.length && !over()) {
          const at = next++
          results[at] = await play(items[at] as (typeof items)[number])
          count++
          if (performance.now() - toldAt < TELL_EVERY_MS) continue
          toldAt = performance.now()
          const all = pieces ?? items.length
          tell(`  ${count} of ${all}${rest(done + (weight * count) / all)}`)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, go))
      return results.filter(() => true)
    })
    done += weight
    tell(`  ${((performance.now() - partBegan) / 1000).toFixed(1)} s`)
  }
  return !signal.aborted

  function rest(so: number): string {
    if (so === 0 || so >= whole) return ''
    const ms = ((performance.now() - began) * (whole - so)) / so
    return ms < 90_000 ? `; about ${Math.round(ms / 1000)} s to go` : `; about ${Math.round(ms / 60_000)} min to go`
  }
}
