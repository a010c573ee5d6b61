/** Lets only so many through at once; the others wait their turn, first come first served. An abort gives the place in the queue up. */
export function createTurnstile(places: number) {
  let free = places
  const queue = new Set<() => void>()

  function leave() {
    const [next] = queue
    if (!next) free++
    else next()
  }

  /** False when the signal aborted first. */
  function enter(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false)
      if (free > 0) {
        free--
        return resolve(true)
      }
      const settle = (entered: boolean) => {
        queue.delete(go)
        signal.removeEventListener('abort', giveUp)
        resolve(entered)
      }
      const go = () => settle(true)
      const giveUp = () => settle(false)
      queue.add(go)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  return { enter, leave }
}
