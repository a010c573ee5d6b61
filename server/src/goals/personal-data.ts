import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What goals hold. */
export const GOALS = {
  goals: {
    personal: true,
    holds: 'goals you set, in your words, and how far they are',
    kept: 'Until you remove them.',
    owner: 'user_id',
    exported: { as: 'goals', by: 'id', part: 'conversations' },
  },
  untold_achievements: {
    personal: true,
    holds: 'which achievements your companion is about to mention',
    kept: 'Until it has.',
    owner: 'user_id',
    exported: { not: 'Achievements are among the facts of the export.' },
  },
} as const satisfies PersonalData<keyof OwnTables>
