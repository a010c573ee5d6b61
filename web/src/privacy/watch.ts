import type { Events } from '../api/events.ts'

/** Should nothing be heard, it is looked anyway after so long. */
const LOOK_MS = 10_000

/** Tells when something may have changed. */
export interface Watch {
  /** Resolves when something has changed since the last time, or nothing has been heard for ten seconds. */
  change(signal: AbortSignal): Promise<void>
  stop(): void
}

/** Watches how far exports and imports are. */
export function watchCarrying(events: Pick<Events, 'on'>, { lookMs = LOOK_MS } = {}): Watch {
  let news = false
  let wake = () => {}
  const stop = events.on(['export-changed', 'import-changed', 'refetch'], () => {
    news = true
    wake()
  })
  return {
    async change(signal) {
      if (!news) {
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, lookMs)
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      news = false
      signal.throwIfAborted()
    },
    stop,
  }
}
