import type { SttSignal } from './stt.ts'

/**
 * Signals on their way to their one reader. A partial that nobody has read yet gives way to the next one, so that a slow reader is behind by
 * nothing that matters and little is kept for it.
 */
export function createSignalQueue() {
  const waiting: SttSignal[] = []
  let end: { error: unknown } | 'quiet' | null = null
  let wake = () => {}

  function finish(how: { error: unknown } | 'quiet') {
    end ??= how
    wake()
  }

  return {
    put(signal: SttSignal) {
      if (end) return
      if (signal.type === 'partial' && waiting.at(-1)?.type === 'partial') waiting.pop()
      waiting.push(signal)
      wake()
    },

    /** Nothing more comes; what waits is not read any more. */
    close() {
      if (!end) waiting.length = 0
      finish('quiet')
    },

    /** Thrown to the reader, after what waits. */
    fail: (error: unknown) => finish({ error }),

    async *read(): AsyncGenerator<SttSignal> {
      while (true) {
        const next = waiting.shift()
        if (next) yield next
        else if (end === 'quiet') return
        else if (end) throw end.error
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
