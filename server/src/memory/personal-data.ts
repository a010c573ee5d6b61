import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What the memory holds beside the turns themselves. */
export const MEMORY = {
  passages: {
    personal: true,
    holds: 'pieces of your documents and of what your pictures show, so that they can be found by their words',
    kept: 'As long as the document or picture they are from.',
    owner: 'user_id',
    exported: { not: 'They are pieces of documents and pictures, which are in the export themselves.' },
  },
  vectors: {
    personal: true,
    holds: 'numbers that say what a turn or passage is about, where this server searches by meaning',
    kept: 'As long as the turn or passage they are of.',
    owner: 'user_id',
    exported: {
      not: 'They are made of words that are in the export, and say nothing without the model that made them.',
    },
  },
  searches: {
    personal: true,
    holds: 'what you searched for lately',
    kept: 'The latest 50, until you have them forgotten.',
    owner: 'user_id',
    exported: { as: 'searches', by: 'query' },
  },
} as const satisfies PersonalData<keyof OwnTables>
