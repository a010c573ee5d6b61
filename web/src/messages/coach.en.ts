import { know } from './known.ts'

/** First steps. */
export const coach = know({
  'coach.name': 'First steps',
  'coach.talk.title': 'Say it out loud',
  'coach.talk.text':
    'Tap the microphone and talk, choose Hands-free for a conversation, or write. One thing you learned today is enough.',
  'coach.kept.title': 'Everything is kept',
  'coach.kept.text': 'Your words are saved before anyone answers them. The library holds every session.',
  'coach.find.title': 'Find it again',
  'coach.find.text': 'Search looks through every word you said, and every answer.',
  'coach.step': 'Hint {step} of {count}',
  'coach.next': 'Next',
  'coach.done': 'Start',
  'coach.skip': 'Skip the hints',
})
