import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What is known of how learners like to be spoken to. */
export const PREFERENCES = {
  preferences: {
    personal: true,
    holds: 'how you like to be spoken to, as numbers',
    kept: 'Until you forget it.',
    owner: 'user_id',
    exported: { as: 'learnt_preferences', by: 'preference', part: 'preferences' },
  },
  preference_evidence: {
    personal: true,
    holds: 'what that was learnt from: your wishes, your reasons and how you took replies',
    kept: 'Until you forget it; where it came from goes with the turn.',
    owner: 'user_id',
    exported: { as: 'preference_evidence', by: 'id', part: 'preferences' },
  },
  style_experiments: {
    personal: true,
    holds: 'which styles you tried for a week',
    kept: 'As long as your account.',
    owner: 'user_id',
    exported: { as: 'style_experiments', by: 'id', part: 'preferences' },
  },
} as const satisfies PersonalData<keyof OwnTables>
