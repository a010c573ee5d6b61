import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the audit log holds. */
export const AUDIT = {
  audit_events: {
    personal: true,
    holds: 'a log of what was done to accounts, in which you are a random pseudonym',
    kept: 'For ever. Once the account is erased nothing leads from the pseudonym to you.',
    owner: { pseudonym: 'actor' },
    exported: {
      as: 'audit_events',
      by: 'seq',
      json: ['details'],
      without: { seq: 'Its place among everybody’s events; the order of the list says the same.' },
    },
  },
  audit_identities: {
    personal: true,
    holds: 'which pseudonym of the audit log is yours',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: { as: 'audit_identities', by: 'user_id' },
  },
  audit_origins: {
    personal: true,
    holds: 'the network addresses from which you did what the audit log notes',
    kept: 'As long as whoever runs this server set, or until the account is erased.',
    owner: 'user_id',
    exported: { as: 'audit_origins', by: 'event_id' },
  },
} as const satisfies PersonalData<keyof OwnTables>
