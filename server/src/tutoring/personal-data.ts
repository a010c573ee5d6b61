import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What lessons hold. */
export const TUTORING = {
  lessons: {
    personal: true,
    holds: 'when you explained something or tried it, about which item, and how far you came; numbers without words',
    kept: 'As long as your account.',
    owner: 'user_id',
    exported: { as: 'lessons', by: 'id', part: 'conversations', json: ['state'] },
  },
} as const satisfies PersonalData<keyof OwnTables>
