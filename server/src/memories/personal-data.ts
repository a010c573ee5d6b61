import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What is remembered about learners. */
export const MEMORIES = {
  memories: {
    personal: true,
    holds: 'what you said about yourself, in your own words, and for how long it was true',
    kept: 'Until you forget it, or correct or remove the turns it was said in; of what you forgot no words are left.',
    owner: 'user_id',
    exported: {
      as: 'memories',
      by: 'id',
      part: 'conversations',
      without: { words: 'The same words, as they are compared.' },
    },
  },
  memory_sources: {
    personal: true,
    holds: 'in which turns each of these was said',
    kept: 'As long as the turn.',
    owner: 'user_id',
    exported: { as: 'memory_sources', by: 'id', part: 'conversations' },
  },
  memory_sessions: {
    personal: true,
    holds: 'how far your sessions were read for them and for cards, and from which nothing may be learnt',
    kept: 'As long as your account.',
    owner: 'user_id',
    exported: { as: 'memory_sessions', by: 'session_id', part: 'sessions' },
  },
} as const satisfies PersonalData<keyof OwnTables>
