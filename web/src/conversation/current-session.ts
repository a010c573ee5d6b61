import { newId } from '../new-id.ts'

const KEY = 'lva.session'
/** After this long without a word, coming back begins a new session. */
const STALE_MS = 3 * 60 * 60 * 1_000

type Current = { userId: string; sessionId: string; at: number }

function read(): Current | null {
  const kept = sessionStorage.getItem(KEY)
  return kept ? JSON.parse(kept) : null
}

/** The session this tab talks in. */
export const currentSession = {
  /** The one talked in last, unless it belongs to somebody else or lies too long ago; then a new one. */
  resume(userId: string, now: number): string {
    const last = read()
    const sessionId = last?.userId === userId && now - last.at < STALE_MS ? last.sessionId : newId()
    this.remember(userId, sessionId, now)
    return sessionId
  },

  remember(userId: string, sessionId: string, now: number) {
    sessionStorage.setItem(KEY, JSON.stringify({ userId, sessionId, at: now } satisfies Current))
  },

  begin(userId: string, now: number): string {
    const sessionId = newId()
    this.remember(userId, sessionId, now)
    return sessionId
  },
}
