import { know } from '../messages/known.ts'

/** What the companion does while nothing of its reply comes. */
export const toolsAtWork = know({
  'at-work.research': 'Looking that up',
  'at-work.calculator': 'Calculating',
  'at-work.time': 'Looking at the calendar',
  'at-work.memory': 'Looking through your memories',
  'at-work.settings': 'Looking at your settings',
  'at-work.other': 'Asking {name}',
})
