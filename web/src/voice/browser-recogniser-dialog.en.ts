import { know } from '../messages/known.ts'

/** The question who may listen. */
export const browserRecogniserDialog = know({
  'browser-recogniser.title': 'Who writes down what you say?',
  'browser-recogniser.text':
    'This server has no recogniser of its own. {browser} has one: it sends your voice to {maker}, which writes it down.',
  'browser-recogniser.local':
    'This server has no recogniser of its own. {browser} has one that works on this device; your voice is not sent to {maker}.',
  'browser-recogniser.else':
    'Without it, recordings are kept here and written down once the server can. You can change this under You.',
  'browser-recogniser.allow': 'Let {maker} listen',
  'browser-recogniser.allow.local': 'Use it on this device',
  'browser-recogniser.refuse': 'Keep recordings only',
})
