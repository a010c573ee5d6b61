import { know } from '../messages/known.ts'

/** What reminders say, in the app. */
export const reminded = know({
  'reminded.due': { one: '{count} question was due', other: '{count} questions were due' },
  'reminded.streak': {
    one: 'Your streak of {count} day was still open',
    other: 'Your streak of {count} days was still open',
  },
  'reminded.recap': 'Your week: {parts}',
  'reminded.sittings': { one: '{count} session', other: '{count} sessions' },
  'reminded.minutes': { one: '{count} minute', other: '{count} minutes' },
  'reminded.reviews': { one: '{count} review', other: '{count} reviews' },
  'reminded.recalled': '{count} recalled',
})
