import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the privacy slice itself holds. */
export const PRIVACY = {
  exports: {
    personal: true,
    holds: 'which exports of your data you asked for',
    kept: 'Until 30 days after they expired, or until the account is erased.',
    owner: 'user_id',
    exported: { as: 'exports', by: 'id', json: ['parts'] },
  },
  imports: {
    personal: true,
    holds: 'which exports you brought in, and how much was in them',
    kept: '30 days, or until the account is erased.',
    owner: 'user_id',
    exported: { as: 'imports', by: 'id', json: ['counts'] },
  },
  erasures: {
    personal: true,
    holds: 'that, when and why you asked for your account to be erased',
    kept: 'Until it is erased or you cancel.',
    owner: 'user_id',
    exported: { as: 'erasure', by: 'user_id' },
  },
} as const satisfies PersonalData<keyof OwnTables>
