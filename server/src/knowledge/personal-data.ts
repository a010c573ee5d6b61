import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the graph of concepts holds. */
export const KNOWLEDGE = {
  concepts: {
    personal: true,
    holds: 'what you speak of: names of concepts, people and places, and how often',
    kept: 'As long as a turn or document speaks of it.',
    owner: 'user_id',
    exported: { as: 'concepts', by: 'id', part: 'conversations' },
  },
  concept_aliases: {
    personal: true,
    holds: 'other names of these, such as those you merged',
    kept: 'As long as the concept.',
    owner: 'user_id',
    exported: { as: 'concept_aliases', by: 'id', part: 'conversations' },
  },
  concept_mentions: {
    personal: true,
    holds: 'in which turns and documents each is spoken of',
    kept: 'As long as the turn or document.',
    owner: 'user_id',
    exported: { as: 'concept_mentions', by: 'id', part: 'conversations' },
  },
  concept_edges: {
    personal: true,
    holds: 'which of them were said to hang together, and where',
    kept: 'As long as the turn or document.',
    owner: 'user_id',
    exported: { as: 'concept_edges', by: 'id', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
