import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What reminders hold. */
export const REMINDERS = {
  reminder_settings: {
    personal: true,
    holds: 'when and how you want to be reminded',
    kept: 'Until the account is erased.',
    owner: 'user_id',
    exported: { as: 'reminder_settings', by: 'user_id', part: 'preferences', json: ['settings'], single: true },
  },
  reminders: {
    personal: true,
    holds: 'what you were reminded of: kinds, dates and numbers, no words',
    kept: 'For 60 days.',
    owner: 'user_id',
    exported: { as: 'reminders', by: 'id', json: ['says'] },
  },
  push_devices: {
    personal: true,
    holds: 'the browsers you are reminded on: what each calls itself, and its address at the push service of its maker',
    kept: 'Until you switch it off there, sign out there, or its push service no longer knows it.',
    owner: 'user_id',
    exported: {
      as: 'push_devices',
      by: 'id',
      without: {
        endpoint: 'Whoever has it could send something to the browser.',
        p256dh: 'A key of the browser, which it can show itself.',
        auth: 'A secret of the browser, which it can show itself.',
        sign_in_id: 'It names a sign-in that is in the export itself.',
      },
    },
  },
} as const satisfies PersonalData<keyof OwnTables>
