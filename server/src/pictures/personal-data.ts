import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What pictures hold. */
export const PICTURES = {
  pictures: {
    personal: true,
    holds: 'your pictures: size, time, what you wrote about them, and what was seen and read in them',
    kept: 'Until you remove them.',
    owner: 'user_id',
    exported: { as: 'pictures', by: 'id', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
