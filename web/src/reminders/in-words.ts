import type { Reminded } from '@lva/contracts/reminders'
import { type MessageKey, t } from '../messages/messages.ts'
import './reminded.en.ts'

/** A reminder in words, as something that was so when it was said. */
export function saidOf(says: Reminded): string {
  if (says.kind === 'due') return t('reminded.due', { count: says.due })
  if (says.kind === 'streak') return t('reminded.streak', { count: says.days })
  const counted: [MessageKey, number][] = [
    ['reminded.sittings', says.sittings],
    ['reminded.minutes', says.minutes],
    ['reminded.reviews', says.reviews],
    ['reminded.recalled', says.recalled],
  ]
  const parts = counted.filter(([, count]) => count > 0).map(([key, count]) => t(key, { count }))
  return t('reminded.recap', { parts: parts.join(', ') })
}
