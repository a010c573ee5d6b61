import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What quotas hold. */
export const QUOTAS = {
  daily_use: {
    personal: true,
    holds: 'how much of models and speech you used on which day: numbers only',
    kept: 'For 90 days.',
    owner: 'user_id',
    exported: { as: 'daily_use', by: 'day' },
  },
  call_use: {
    personal: true,
    holds: 'how long you were on the telephone on which day, and what it cost by estimate: numbers only',
    kept: 'For 90 days.',
    owner: 'user_id',
    exported: { as: 'call_use', by: 'day' },
  },
  quotas: {
    personal: true,
    holds: 'what an administrator set for you to use and to keep, where it differs from everybody else',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: { as: 'quotas', by: 'user_id', single: true },
  },
} as const satisfies PersonalData<keyof OwnTables>
