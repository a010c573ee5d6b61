import { useAccount } from '../accounts/account.ts'
import { alone } from '../api/alone.ts'
import { api } from '../api/api.ts'
import { newId } from '../new-id.ts'
import { createCourier } from './courier.ts'
import { createOutbox } from './outbox.ts'
import { openStore } from './store.ts'

const account = useAccount()

/** The one outbox of this page. */
export const outbox = createOutbox({
  store: openStore(globalThis.indexedDB),
  carry: (request, idempotencyKey, signal) => api.events('/api/conversation', request, { idempotencyKey, signal }),
  alone,
  newId,
  now: () => new Date(),
})

/** The one courier of this page. It wakes by itself when the network or the learner comes back. */
export const courier = createCourier({
  outbox,
  learner: () => account.user.value?.id ?? null,
  later(work, ms) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
})

async function back() {
  if (account.presence.value === 'away') await account.start()
  await courier.wake()
}

addEventListener('online', () => void back())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void back()
})

account.beforeSignOut(async () => {
  const userId = account.user.value?.id
  if (!userId) return true
  const { askBeforeLeaving } = await import('./leaving.ts')
  return askBeforeLeaving(outbox, userId)
})
