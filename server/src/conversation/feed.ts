/**
 * Hands values from work that goes on by itself to a reader who may leave at any time. The reader sees every value in order, then the
 * end or the failure.
 */
export function createFeed<T>() {
  const waiting: T[] = []
  let ended = false
  let failure: { error: unknown } | null = null
  let wake: (() => void) | null = null

  const stir = () => {
    wake?.()
    wake = null
  }

  return {
    push(value: T) {
      waiting.push(value)
      stir()
    },
    end() {
      ended = true
      stir()
    },
    fail(error: unknown) {
      failure = { error }
      stir()
    },
    async *values(): AsyncGenerator<T, void, undefined> {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as T
        if (failure) throw failure.error
        if (ended) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
