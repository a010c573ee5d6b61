import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { t } from '../messages/messages.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'

type Deletion = {
  /** What is told of it. */
  said: string
  /** What is added to its address when it is removed. */
  query?: () => string
  /** Brings it back onto the page. */
  back: () => void
  /** It is gone for good. */
  done?: () => void
}

/** What is going to be removed when the time to undo is over, by its address. */
const waiting = new Map<string, Deletion>()

async function removeNow(path: string) {
  const deletion = waiting.get(path)
  if (!deletion) return
  waiting.delete(path)
  const address = path + (deletion.query?.() ?? '')
  if (await attempt(() => api.delete(address, { keepalive: true }))) deletion.done?.()
  else deletion.back()
}

useAccount().beforeSignOut(async () => {
  await Promise.all([...waiting.keys()].map(removeNow))
  return true
})
// Ids of sessions may repeat between learners: nothing may be left to remove when the next one signs in.
useAccount().afterSignOut(() => waiting.clear())

// Closing the page is no way to keep what one has deleted.
addEventListener('pagehide', () => {
  for (const path of waiting.keys()) void removeNow(path)
})

/** Says that something is deleted, which has left the page, and removes it when the time to undo is over. */
export function deleteLater(path: string, deletion: Deletion) {
  waiting.set(path, deletion)
  notices.say(deletion.said, {
    action: {
      label: t('do.undo'),
      run: () => {
        waiting.delete(path)
        deletion.back()
      },
    },
    gone: () => void removeNow(path),
  })
}
