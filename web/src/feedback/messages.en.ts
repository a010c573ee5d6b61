import { know } from '../messages/known.ts'

/** What is said of replies. */
export const feedback = know({
  'feedback.up': 'This helped',
  'feedback.down': 'This did not help',
  'feedback.why': 'What was it?',
  'feedback.reason.too-long': 'Too long',
  'feedback.reason.too-short': 'Too short',
  'feedback.reason.too-hard': 'Too hard',
  'feedback.reason.too-simple': 'Too simple',
  'feedback.reason.too-fast': 'Too fast',
  'feedback.reason.too-slow': 'Too slow',
  'feedback.reason.no-example': 'An example was missing',
  'feedback.reason.too-many-questions': 'Too many questions',
  'feedback.reason.too-stiff': 'Too stiff',
  'feedback.reason.off-topic': 'Off topic',
  'feedback.reason.wrong': 'Not true',
  'feedback.reason.unclear': 'Unclear',
  'feedback.missed': 'I meant something else',
  'feedback.comment': 'In your words, if you like',
  'feedback.comment.hint': 'Kept with your data, 90 days unless you chose otherwise.',
  'feedback.send': 'Save',
  'feedback.saved': 'Noted.',
})
