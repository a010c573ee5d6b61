import { useAccount } from '../accounts/account.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import { useSessions } from './sessions.ts'
import '../messages/library.en.ts'

const sessions = useSessions()
const waiting = new Map<string, string>()

async function eraseNow(sessionId: string) {
  if (!waiting.delete(sessionId)) return
  try {
    await sessions.erase(sessionId)
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
  waiting.set(sessionId, title)
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
