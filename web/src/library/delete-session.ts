import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { useSessions } from './sessions.ts'
import './messages.en.ts'

const sessions = useSessions()

/** Takes a session off the list at once and erases it, with every trace, when the time to undo is over. */
export function deleteSession({ session_id: sessionId, title }: { session_id: string; title: string }) {
  const since = Date.now()
  sessions.hide(sessionId)
  deleteLater(`/api/conversation/sessions/${encodeURIComponent(sessionId)}`, {
    said: t('session.deleted', { title }),
    // What was said in it since then, here or elsewhere, was not meant.
    query: () => `?decided_ms_ago=${Math.max(0, Date.now() - since)}`,
    back: () => sessions.unhide(sessionId),
    done: () => sessions.forget(sessionId),
  })
}
