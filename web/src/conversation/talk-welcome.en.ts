import { know } from '../messages/known.ts'

/** A session nobody has spoken in yet: what to do, who answers, who listens. */
export const talkWelcome = know({
  'talk.empty.title': 'Say something you learned today.',
  'talk.empty.text': 'Tap the microphone and speak, or write below. Your words are kept before anything answers.',
  'speaker.answering.companion':
    'The built-in companion answers. It is no language model; a model key on the server gives fuller replies.',
  'speaker.answering.model': '{name} answers.',
  'degraded.stt': 'This server has no recogniser, so a recording is kept and written down once it has one.',
  'degraded.stt.browser': 'This server has no recogniser; {maker} writes down what you say, through {browser}.',
  'degraded.stt.local': 'This server has no recogniser; {browser} writes down what you say, on this device.',
})
