import { know } from '../messages/known.ts'

/** First steps. */
export const firstSteps = know({
  'first-steps.name': 'First steps',
  'first-steps.talk.title': 'Say it out loud',
  'first-steps.talk.text':
    'Tap the microphone and talk, choose Hands-free for a conversation, or write. One thing you learned today is enough.',
  'first-steps.kept.title': 'Everything is kept',
  'first-steps.kept.text': 'Your words are saved before anyone answers them. The library holds every session.',
  'first-steps.find.title': 'Find it again',
  'first-steps.find.text': 'Search looks through every word you said, and every answer.',
  'first-steps.step': 'Hint {step} of {count}',
  'first-steps.next': 'Next',
  'first-steps.done': 'Start',
  'first-steps.skip': 'Skip the hints',
})
