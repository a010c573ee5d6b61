import type { Item } from '@lva/contracts/reviews'
import { reactive } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { t } from '../messages/messages.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'
import { reviewsApi } from './reviews-api.ts'
import './messages.en.ts'

/** What was decided and can still be taken back; it is off the page already. */
export const decided = reactive(new Map<string, 'kept' | 'dropped'>())

async function send(ids: string[]) {
  const open = ids.filter((id) => decided.has(id))
  const state = decided.get(open[0] ?? '')
  if (!state) return
  await attempt(() => reviewsApi.decide(open, state))
  for (const id of open) decided.delete(id)
}

useAccount().beforeSignOut(async () => {
  await Promise.all([...decided.keys()].map((id) => send([id])))
  return true
})
useAccount().afterSignOut(() => decided.clear())

// Closing the page is a decision as well.
addEventListener('pagehide', () => {
  for (const id of decided.keys()) void send([id])
})

/** Keeps or drops cards: off the page at once, and on the server when the time to undo is over. */
export function decide(items: readonly Pick<Item, 'id' | 'concept'>[], state: 'kept' | 'dropped') {
  const ids = items.map(({ id }) => id)
  for (const id of ids) decided.set(id, state)
  const concept = items.map((item) => item.concept).join(', ')
  notices.say(t(`cards.${state}`, { concept: concept.length > 60 ? `${concept.slice(0, 60)}…` : concept }), {
    action: {
      label: t('do.undo'),
      run: () => {
        for (const id of ids) decided.delete(id)
      },
    },
    gone: () => void send(ids),
  })
}
