import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What recordings hold. */
export const RECORDINGS = {
  recordings: {
    personal: true,
    holds: 'which recordings of your voice are kept: kind, length and time',
    kept: 'As long as the sound itself.',
    owner: 'user_id',
    exported: {
      as: 'recordings',
      by: 'id',
      part: 'conversations',
      without: { sealed_with: 'It names the key the file is sealed with on this server and says nothing about you.' },
    },
  },
} as const satisfies PersonalData<keyof OwnTables>
