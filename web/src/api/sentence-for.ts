import { t } from '../messages/messages.ts'
import { ApiProblem, Offline } from './api-problem.ts'

/** The sentence a person reads when `fault` happened. A fault of our own is said to be one; its details go nowhere. */
export function sentenceFor(fault: unknown): string {
  if (fault instanceof Offline) return t(navigator.onLine ? 'unreachable.text' : 'offline.short')
  if (fault instanceof ApiProblem) {
    if (fault.status === 429 && fault.retryAfterSeconds) return t('trouble.busy', { count: fault.retryAfterSeconds })
    return fault.detail
  }
  return t('trouble.unknown')
}
