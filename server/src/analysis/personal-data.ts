import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

/** What came out of what learners said. */
export const ANALYSIS = {
  analyses: {
    personal: true,
    holds: 'what came out of your sessions and weeks, in a paragraph, and how it was found',
    kept: 'Until you remove it; with the last turn of a session its own goes.',
    owner: 'user_id',
    exported: { as: 'analyses', by: 'id', part: 'conversations', json: ['specialists'] },
  },
  analysis_statements: {
    personal: true,
    holds: 'what you decided, asked, planned and thought otherwise, in your own words',
    kept: 'As long as the turns it points at.',
    owner: 'user_id',
    exported: { as: 'analysis_statements', by: 'id', part: 'conversations' },
  },
  analysis_turns: {
    personal: true,
    holds: 'in which turns each of these was said',
    kept: 'As long as the turn.',
    owner: 'user_id',
    exported: { as: 'analysis_turns', by: 'id', part: 'conversations' },
  },
} as const satisfies PersonalData<keyof OwnTables>
