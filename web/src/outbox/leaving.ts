import { createApp } from 'vue'
import LeavingDialog from './leaving-dialog.vue'
import type { Outbox } from './outbox.ts'

/**
 * Asks, before somebody signs out, what becomes of their words that are not sent yet. Resolves with false to stay signed in. Words
 * that are kept go nowhere until the same person signs in again.
 */
export async function askBeforeLeaving(outbox: Outbox, userId: string): Promise<boolean> {
  const { length: count } = await outbox.waiting(userId)
  if (count === 0) return true
  const place = document.body.appendChild(document.createElement('div'))
  let answered = (_answer: 'stay' | 'keep' | 'remove') => {}
  const answer = new Promise<'stay' | 'keep' | 'remove'>((resolve) => {
    answered = resolve
  })
  const dialog = createApp(LeavingDialog, { count, onAnswer: answered })
  dialog.mount(place)
  const choice = await answer
  dialog.unmount()
  place.remove()
  if (choice === 'remove') await outbox.clear(userId)
  return choice !== 'stay'
}
