import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What insights hold. */
export const INSIGHTS = {
  insights: {
    personal: true,
    holds: 'what was noticed about how you learn, in numbers, and what of it you dismissed',
    kept: 'As long as the account, so that nothing is told twice.',
    owner: 'user_id',
    exported: { as: 'insights', by: 'id', part: 'conversations', json: ['figures'] },
  },
} as const satisfies PersonalData<keyof OwnTables>
