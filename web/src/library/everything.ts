import type { SessionSummary } from '@lva/contracts/conversation'
import type { Api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'

/** How far a download is. `waitSeconds` is above 0 while the server asks for a pause. */
export type Progress = { done: number; count: number; waitSeconds: number }
type Needs = { api: Pick<Api, 'get'>; wait: (ms: number, signal: AbortSignal) => Promise<void> }

/**
 * Fetches every session, word for word, as one document. A server that limits requests is waited for; any other refusal
 * ends the whole, because a copy with silent holes is worse than none.
 */
export function createEverything({ api, wait }: Needs) {
  async function patiently<T>(path: string, signal: AbortSignal, waiting: (seconds: number) => void): Promise<T> {
    for (;;) {
      try {
        return await api.get<T>(path, { signal })
      } catch (fault) {
        if (!(fault instanceof ApiProblem) || fault.status !== 429) throw fault
        const seconds = fault.retryAfterSeconds ?? 60
        waiting(seconds)
        await wait(seconds * 1000, signal)
        waiting(0)
      }
    }
  }

  return {
    async download({ signal, tell }: { signal: AbortSignal; tell: (progress: Progress) => void }): Promise<unknown[]> {
      const progress: Progress = { done: 0, count: 0, waitSeconds: 0 }
      const waiting = (seconds: number) => tell({ ...progress, waitSeconds: seconds })
      const list = await allSessions((path) => patiently(path, signal, waiting))
      progress.count = list.length
      const sessions: unknown[] = []
      for (const { session_id: id } of list) {
        tell({ ...progress })
        sessions.push(
          await patiently(`/api/conversation/sessions/${encodeURIComponent(id)}/export?format=json`, signal, waiting),
        )
        progress.done += 1
      }
      return sessions
    },
  }
}

async function allSessions(get: (path: string) => Promise<{ sessions: SessionSummary[] }>): Promise<SessionSummary[]> {
  const all = new Map<string, SessionSummary>()
  let before = ''
  for (;;) {
    const { sessions } = await get(`/api/conversation/sessions?limit=200${before}`)
    const fresh = sessions.filter((session) => !all.has(session.session_id))
    for (const session of fresh) all.set(session.session_id, session)
    const last = sessions.at(-1)
    if (!last || fresh.length === 0 || sessions.length < 200) return [...all.values()]
    before = `&before=${encodeURIComponent(last.last_at)}`
  }
}
