/** Time as the wrappers need it; a test passes one it turns by hand. */
export interface Clock {
  /** Milliseconds since some instant; never goes back. */
  ms(): number
  /** Runs `action` once after `ms` milliseconds; the answer cancels it. */
  after(ms: number, action: () => void): () => void
}

/** The machine's own time. Its alarms do not keep the process alive. */
export const realClock: Clock = {
  ms: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Waits; an abort ends the wait early and quietly. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const stop = () => {
      cancel()
      resolve()
    }
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    signal.addEventListener('abort', stop, { once: true })
  })
}
