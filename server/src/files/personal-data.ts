import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What files hold. */
export const FILES = {
  files: {
    personal: true,
    holds: 'which files you gave: name, type, size and time',
    kept: 'Until you remove them.',
    owner: 'user_id',
    exported: {
      as: 'files',
      by: 'id',
      part: 'conversations',
      without: { sealed_with: 'It names the key the file is sealed with on this server and says nothing about you.' },
    },
  },
  file_use: {
    personal: true,
    holds: 'how much room your files take',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: { as: 'file_use', by: 'user_id', single: true },
  },
} as const satisfies PersonalData<keyof OwnTables>
