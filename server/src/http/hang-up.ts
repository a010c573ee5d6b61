import type { App } from './http.ts'

/** What answers get to arrive after the last turn was finished. */
const LAST_ANSWERS_MS = 1_000

/**
 * Hangs up on whoever is still connected when a server has been ending for so long, in milliseconds: a client that keeps its connection, or
 * half a request, keeps none from ending. The answer calls it off.
 */
export function hangUpAfter(app: Pick<App, 'server'>, ms: number): () => void {
  const timer = setTimeout(() => app.server.closeAllConnections(), ms + LAST_ANSWERS_MS)
  return () => clearTimeout(timer)
}
