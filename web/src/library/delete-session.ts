import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import { useSessions } from './sessions.ts'
import '../messages/library.en.ts'

const sessions = useSessions()
/** Since when each waits to be erased. */
const waiting = new Map<string, number>()

async function eraseNow(sessionId: string) {
  const since = waiting.get(sessionId)
  if (since === undefined) return
  waiting.delete(sessionId)
  try {
    // What was said in it since then, here or elsewhere, was not meant.
    const ago = Math.max(0, Date.now() - since)
    await api.delete(`/api/conversation/sessions/${encodeURIComponent(sessionId)}?decided_ms_ago=${ago}`, {
      keepalive: true,
    })
    sessions.forget(sessionId)
  } catch (fault) {
    sessions.unhide(sessionId)
    notices.say(sentenceFor(fault), { tone: 'bad' })
  }
}

// Session ids may repeat between learners, so nothing may be left to erase when the next one signs in.
useAccount().beforeSignOut(async () => {
  await Promise.all([...waiting.keys()].map(eraseNow))
  return true
})
useAccount().afterSignOut(() => waiting.clear())

// Closing the page is no way to keep what one has deleted.
addEventListener('pagehide', () => {
  for (const sessionId of waiting.keys()) void eraseNow(sessionId)
})

/** Takes a session off the list at once and erases it, with every trace, when the time to undo is over. */
export function deleteSession({ session_id: sessionId, title }: { session_id: string; title: string }) {
  sessions.hide(sessionId)
  waiting.set(sessionId, Date.now())
  notices.say(t('session.deleted', { title }), {
    action: {
      label: t('do.undo'),
      run: () => {
        waiting.delete(sessionId)
        sessions.unhide(sessionId)
      },
    },
    gone: () => void eraseNow(sessionId),
  })
}
