import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'

/** What is going to be removed when the time to undo is over: its address, and what brings it back onto the page. */
const waiting = new Map<string, () => void>()

async function removeNow(path: string) {
  const back = waiting.get(path)
  if (!back) return
  waiting.delete(path)
  try {
    await api.delete(path, { keepalive: true })
  } catch (fault) {
    back()
    notices.say(sentenceFor(fault), { tone: 'bad' })
  }
}

useAccount().beforeSignOut(async () => {
  await Promise.all([...waiting.keys()].map(removeNow))
  return true
})
useAccount().afterSignOut(() => waiting.clear())

// Closing the page is no way to keep what one has deleted.
addEventListener('pagehide', () => {
  for (const path of waiting.keys()) void removeNow(path)
})

/** Says that something is deleted, which has left the page, and removes it when the time to undo is over; `back` brings it back. */
export function deleteLater(path: string, { said, back }: { said: string; back: () => void }) {
  waiting.set(path, back)
  notices.say(said, {
    action: {
      label: t('do.undo'),
      run: () => {
        waiting.delete(path)
        back()
      },
    },
    gone: () => void removeNow(path),
  })
}
