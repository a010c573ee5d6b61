import { know } from '../messages/known.ts'

/** What the learner used today. */
export const myUse = know({
  'use.requests': 'Answers of the language model',
  'use.audio': 'Minutes of speech',
  'use.tokens': 'Tokens of the language model',
  'use.of': '{used} of {most}',
  'use.hint': 'They begin anew at {time}. The built-in companion and your browser’s own voice are not counted.',
})
