import { know } from '../messages/known.ts'

/** What is asked while a turn is changed, and what stands at the end of a session: nobody needs it at first. */
export const changing = know({
  'turn.correct.label': 'Your words',
  'turn.correct.note': 'The reply is made anew.',
  'turn.remove.title': 'Remove this turn?',
  'turn.remove.text':
    'Your words and the reply are erased from the session, from search and from what later replies know.',
  'turn.refused.back': 'Back into the box',
  'turn.drop': 'Remove',
  'talk.ended': 'What this session was about',
  'talk.ended.next': 'Start a new session',
})
