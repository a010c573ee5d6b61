/** More than that is not kept for somebody who does not fetch it. */
const WAITING_MAX = 100

export type Mailbox<T> = ReturnType<typeof createMailbox<T>>

/**
 * Keeps what comes until it is fetched by one reader. When too much waits, all of it is thrown away and `instead` stands in its place.
 * `closed` is called once, when it is closed by either side.
 */
export function createMailbox<T>({ instead, closed }: { instead: T; closed: () => void }) {
  let waiting: T[] = []
  let over = false
  let failure: unknown = null
  let wake: (() => void) | null = null

  function stir() {
    wake?.()
    wake = null
  }

  function close(error: unknown = null) {
    if (over) return
    over = true
    failure = error
    closed()
    stir()
  }

  return {
    put(value: T): void {
      if (over) return
      if (waiting.length < WAITING_MAX) waiting.push(value)
      else waiting = [instead]
      stir()
    },

    /** Ends the reading, with an error if one is given. */
    close,

    async *values(): AsyncGenerator<T, void, undefined> {
      try {
        for (;;) {
          for (let next = waiting.shift(); next !== undefined && !over; next = waiting.shift()) yield next
          if (failure) throw failure
          if (over) return
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        close()
      }
    },
  }
}
