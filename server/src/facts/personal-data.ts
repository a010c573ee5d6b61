import type { PersonalData } from '../db/personal-data.ts'
import type { OwnTables } from './tables.ts'

const COUNTED = { not: 'It is counted from the facts, which are in the export.' } as const

/** What the log of facts holds. */
export const FACTS = {
  facts: {
    personal: true,
    holds:
      'what you did and when, in numbers without words: turns, reviews, teach-backs, feedback, goals and achievements',
    kept: 'As long as the account, so that tidying breaks no streak; a turn that is removed leaves its numbers, and nothing that leads to it.',
    owner: 'user_id',
    exported: {
      ...{ as: 'facts', by: 'seq', part: 'conversations', json: ['data'] },
      without: { seq: 'Its place among everybody’s facts; the order of the list says the same.' },
    },
  },
  uncounted_days: {
    personal: true,
    holds: 'which of your days are about to be counted',
    kept: 'Until they are.',
    owner: 'user_id',
    exported: COUNTED,
  },
  sittings: {
    personal: true,
    holds: 'from when to when you learnt, counted from these facts',
    kept: 'As long as the facts.',
    owner: 'user_id',
    exported: COUNTED,
  },
  learner_days: {
    personal: true,
    holds: 'what you did on each day, counted from these facts',
    kept: 'As long as the facts.',
    owner: 'user_id',
    exported: COUNTED,
  },
  topic_days: {
    personal: true,
    holds: 'which concepts you spoke of and reviewed on each day',
    kept: 'As long as the facts, without those of turns that were removed.',
    owner: 'user_id',
    exported: COUNTED,
  },
} as const satisfies PersonalData<keyof OwnTables>
