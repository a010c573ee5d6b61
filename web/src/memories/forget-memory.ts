import type { Memory } from '@lva/contracts/memories'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import '../messages/memories.en.ts'

/** Memories that are going to be forgotten when the time to undo is over. */
const waiting = new Map<string, Set<string>>()
const SHOWN = 60

async function forgetNow(id: string) {
  const hidden = waiting.get(id)
  if (!hidden) return
  waiting.delete(id)
  try {
    await api.delete(`/api/memories/${id}`, { keepalive: true })
  } catch (fault) {
    hidden.delete(id)
    notices.say(sentenceFor(fault), { tone: 'bad' })
  }
}

useAccount().beforeSignOut(async () => {
  await Promise.all([...waiting.keys()].map(forgetNow))
  return true
})
useAccount().afterSignOut(() => waiting.clear())

// Closing the page is no way to keep what one has forgotten.
addEventListener('pagehide', () => {
  for (const id of waiting.keys()) void forgetNow(id)
})

/** Takes a memory off the list (`hidden`) at once, and forgets it when the time to undo is over. */
export function forgetMemory({ id, text }: Pick<Memory, 'id' | 'text'>, hidden: Set<string>) {
  hidden.add(id)
  waiting.set(id, hidden)
  notices.say(t('memories.forgotten', { text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text }), {
    action: {
      label: t('do.undo'),
      run: () => {
        waiting.delete(id)
        hidden.delete(id)
      },
    },
    gone: () => void forgetNow(id),
  })
}
