/**
 * Does something that a person may break off: at the first signal to stop it is told, and ends by itself, leaving nothing half done; the second
 * ends the process as ever.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>, stopped: () => Error): Promise<T> {
  const stopping = new AbortController()
  const stop = () => stopping.abort(stopped())
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    return await work(stopping.signal)
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}
