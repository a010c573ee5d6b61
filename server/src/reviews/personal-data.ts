import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What reviews hold. */
export const REVIEWS = {
  review_items: {
    personal: true,
    holds: 'what you review: what each item is about, and whether you keep it',
    kept: 'Until you remove it, or remove the turns it was made from.',
    owner: 'user_id',
    exported: {
      as: 'review_items',
      by: 'id',
      part: 'conversations',
      without: { concept_key: 'The same name, as it is compared.' },
    },
  },
  review_prompts: {
    personal: true,
    holds: 'the questions of these items',
    kept: 'As long as the item.',
    owner: 'user_id',
    exported: { as: 'review_prompts', by: 'id', part: 'conversations' },
  },
  review_points: {
    personal: true,
    holds: 'what good answers to them say, and where you said it',
    kept: 'As long as the item, and the turn it was said in.',
    owner: 'user_id',
    exported: { as: 'review_points', by: 'id', part: 'conversations' },
  },
  review_cards: {
    personal: true,
    holds: 'when each question comes back, as it follows from your reviews',
    kept: 'As long as the item.',
    owner: 'user_id',
    exported: { not: 'It follows from your reviews, which are in the facts.' },
  },
  review_sessions: {
    personal: true,
    holds: 'when you reviewed, and how far you came; numbers without words',
    kept: 'As long as your account.',
    owner: 'user_id',
    exported: { as: 'review_sessions', by: 'id', part: 'conversations', json: ['state'] },
  },
  review_deadlines: {
    personal: true,
    holds: 'days on which you need to know something',
    kept: 'Until you remove them.',
    owner: 'user_id',
    exported: {
      as: 'review_deadlines',
      by: 'id',
      part: 'conversations',
      without: { concept_key: 'The same name, as it is compared.' },
    },
  },
  review_settings: {
    personal: true,
    holds: 'how you want to review, and the numbers that were fitted to your reviews',
    kept: 'As long as your account.',
    owner: 'user_id',
    exported: { as: 'review_settings', by: 'user_id', part: 'preferences' },
  },
  review_examples: {
    personal: true,
    holds: 'which of your answers you graded otherwise than the program; numbers without words',
    kept: 'As long as the turn.',
    owner: 'user_id',
    exported: { as: 'review_examples', by: 'id', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
