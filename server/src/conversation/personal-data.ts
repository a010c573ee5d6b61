import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the conversation holds. */
export const CONVERSATION = {
  sessions: {
    personal: true,
    holds: 'your sessions: titles, and notes of what was explored',
    kept: 'As long as the turns in them.',
    owner: 'user_id',
    exported: {
      as: 'sessions',
      by: 'session_id',
      part: 'sessions',
      without: { rolling_through: 'A row number that means nothing elsewhere.' },
    },
  },
  exchanges: {
    personal: true,
    holds:
      'every turn: what you said, the answer, who gave it, which documents it was about, and which earlier passages it leant on',
    kept: 'As long as you chose under You, for ever unless you choose; one turn or session can be removed at any time.',
    owner: 'user_id',
    exported: {
      as: 'conversations',
      by: 'seq',
      part: 'conversations',
      json: ['sources', 'marks', 'tools', 'documents'],
      without: {
        seq: 'Its place among everybody’s turns; the order of the list says the same.',
        lease_until: 'It only matters to the server, while it answers.',
      },
    },
  },
  idempotency_keys: {
    personal: true,
    holds: 'names that programs gave to requests, so that a retry says nothing twice',
    kept: 'One day.',
    owner: 'user_id',
    exported: { as: 'idempotency_keys', by: 'key', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
