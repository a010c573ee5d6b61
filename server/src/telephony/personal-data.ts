import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the telephone holds. */
export const TELEPHONY = {
  phone_numbers: {
    personal: true,
    holds: 'the telephone numbers you linked: sealed, and found by a keyed hash',
    kept: 'Until you remove them; one that waits for its code for 15 minutes.',
    owner: 'user_id',
    exported: {
      as: 'phone_numbers',
      by: 'id',
      without: {
        number_hash: 'A keyed hash, by which a caller is found.',
        number_sealed: 'Sealed; you know your numbers, and the last digits are there.',
        code_hash: 'A keyed hash of a code that is good for minutes.',
        code_sealed: 'Sealed, and good for minutes.',
      },
    },
  },
  phone_pins: {
    personal: true,
    holds: 'a hash of the PIN of your calls, and how often a wrong one was given today',
    kept: 'Until you remove it.',
    owner: 'user_id',
    exported: { as: 'phone_pin', by: 'user_id', single: true, without: { pin_hash: 'A secret.' } },
  },
  phone_requests: {
    personal: true,
    holds: 'counts of codes and calls asked for, under a keyed hash of account or telephone number',
    kept: 'About a day.',
    owner: { foundBy: 'the keyed hash of the account' },
    exported: { not: 'Hashes and counts of the last day, which protect telephones.' },
  },
  calls: {
    personal: true,
    holds: 'your calls: when, how long, what they cost by estimate, and in which session they were held; no words',
    kept: 'For a year.',
    owner: 'user_id',
    exported: { as: 'calls', by: 'id' },
  },
  call_backs: {
    personal: true,
    holds: 'when you want to be called, and when you agreed to it',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: { as: 'call_back', by: 'user_id', part: 'preferences', json: ['settings'], single: true },
  },
  call_back_calls: {
    personal: true,
    holds: 'on which days you were called, and what became of it',
    kept: 'For 60 days.',
    owner: 'user_id',
    exported: { as: 'call_back_calls', by: 'id' },
  },
  call_recordings: {
    personal: true,
    holds: 'which recordings you left in calls, and the turns they became',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: {
      as: 'call_recordings',
      by: 'id',
      without: { url: 'Where it lies at the carrier, until it is fetched.', url_hash: 'A keyed hash.' },
    },
  },
} as const satisfies PersonalData<keyof OwnTables>
