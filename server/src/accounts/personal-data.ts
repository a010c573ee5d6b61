import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What accounts hold. */
export const ACCOUNTS = {
  users: {
    personal: true,
    holds: 'your account: e-mail address, name, password (only as an argon2id hash), language, time zone and settings',
    kept: 'Until the account is erased.',
    owner: 'id',
    exported: {
      as: 'user_profile',
      by: 'id',
      single: true,
      without: {
        password_hash: 'It could be used to guess the password.',
        email_key: 'The e-mail address again, as it is compared.',
      },
      apart: { settings: { as: 'preferences', part: 'preferences' } },
    },
  },
  sign_ins: {
    personal: true,
    holds: 'where you are signed in: what the device calls itself, its network address, when it was last here',
    kept: 'Until 90 days after the sign-in ended, or until the account is erased.',
    owner: 'user_id',
    exported: { as: 'sign_ins', by: 'id', without: { refresh_id: 'It is half of a way in.' } },
  },
  invitations: {
    personal: true,
    holds: 'invitations by e-mail address, and who used them',
    kept: 'Until 90 days after their time, or until the account of that address is erased.',
    owner: { foundBy: 'the e-mail address, or who used it' },
    exported: { not: 'It holds the address, which is in the profile, and the hash of a used code.' },
  },
  sign_in_attempts: {
    personal: true,
    holds: 'counts of wrong passwords, under a keyed hash of e-mail address and network',
    kept: 'About an hour.',
    owner: { foundBy: 'the keyed hash of the e-mail address' },
    exported: { not: 'Hashes and counts of the last hour, which protect the account.' },
  },
  personal_tokens: {
    personal: true,
    holds: 'your personal access tokens: what you called them, what they may do, when they were made and last used',
    kept: 'Until you revoke them, change your password, or about 30 days after they expired.',
    owner: 'user_id',
    exported: { as: 'personal_tokens', by: 'id', json: ['scopes'], without: { token_hash: 'It stands for a way in.' } },
  },
  mail_links: {
    personal: true,
    holds: 'that a link was mailed to your address and not opened yet',
    kept: 'For an hour, or a day where it verifies an address.',
    owner: 'user_id',
    exported: { not: 'Hashes of links that are good for a day at most.' },
  },
  mail_requests: {
    personal: true,
    holds: 'counts of mails asked for, under a keyed hash of e-mail address or network',
    kept: 'About an hour.',
    owner: { foundBy: 'the keyed hash of the e-mail address' },
    exported: { not: 'Hashes and counts of the last hour, which protect mailboxes.' },
  },
} as const satisfies PersonalData<keyof OwnTables>
