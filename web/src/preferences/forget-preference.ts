import type { Preference } from '@lva/contracts/preferences'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import '../messages/preferences.en.ts'

/** Preferences that are going to be forgotten when the time to undo is over. */
const waiting = new Map<Preference, Set<Preference>>()

async function forgetNow(preference: Preference) {
  const hidden = waiting.get(preference)
  if (!hidden) return
  waiting.delete(preference)
  try {
    await api.delete(`/api/preferences/${preference}`, { keepalive: true })
  } catch (fault) {
    notices.say(sentenceFor(fault), { tone: 'bad' })
  } finally {
    hidden.delete(preference)
  }
}

useAccount().beforeSignOut(async () => {
  await Promise.all([...waiting.keys()].map(forgetNow))
  return true
})
useAccount().afterSignOut(() => waiting.clear())

// Closing the page is no way to keep what one has forgotten.
addEventListener('pagehide', () => {
  for (const preference of waiting.keys()) void forgetNow(preference)
})

/** Shows a preference as unknown (`hidden`) at once, and forgets it when the time to undo is over. */
export function forgetPreference(preference: Preference, hidden: Set<Preference>) {
  hidden.add(preference)
  waiting.set(preference, hidden)
  notices.say(t('manner.forgotten', { name: t(`manner.${preference}`) }), {
    action: {
      label: t('do.undo'),
      run: () => {
        waiting.delete(preference)
        hidden.delete(preference)
      },
    },
    gone: () => void forgetNow(preference),
  })
}
