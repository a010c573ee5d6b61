import { t } from '../messages/messages.ts'
import type { Turn } from './turn.ts'
import './messages.en.ts'

/** Where a turn stands, in a sentence, when a finished reply does not say it; null when there is nothing to say. */
export function standingOf({ state, why }: Pick<Turn, 'state' | 'why'>): string | null {
  switch (state) {
    case 'sending':
    case 'answering':
    case 'answered':
      return null
    case 'refused':
      return t('turn.refused', { why: why ?? '' })
    default:
      return t(`turn.${state}`)
  }
}
