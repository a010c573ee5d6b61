import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What is known of how replies were taken. */
export const FEEDBACK = {
  feedback: {
    personal: true,
    holds: 'what you said of replies, with your comments, and what was noticed about how you took them',
    kept: 'For as long as you chose, 90 days unless you chose otherwise, and no longer than the turn.',
    owner: 'user_id',
    exported: { as: 'feedback', by: 'id', part: 'conversations' },
  },
  reply_quality: {
    personal: true,
    holds: 'how good the replies you got were, as numbers',
    kept: 'As long as the turn.',
    owner: 'user_id',
    exported: { as: 'reply_quality', by: 'exchange_id', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
