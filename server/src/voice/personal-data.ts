import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the voice holds. */
export const VOICE = {
  voice_habits: {
    personal: true,
    holds: 'how long your pauses were while you spoke, so that you are not cut off: numbers only',
    kept: 'Your last ones, until you reset them.',
    owner: 'user_id',
    exported: { as: 'voice_habits', by: 'user_id', part: 'preferences', json: ['habits'], single: true },
  },
} as const satisfies PersonalData<keyof OwnTables>
