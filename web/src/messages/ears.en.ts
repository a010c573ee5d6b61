import { know } from './known.ts'

/** The question who may listen. */
export const ears = know({
  'ears.title': 'Who writes down what you say?',
  'ears.text':
    'This server has no recogniser of its own. {browser} has one: it sends your voice to {maker}, which writes it down.',
  'ears.local':
    'This server has no recogniser of its own. {browser} has one that works on this device; your voice is not sent to {maker}.',
  'ears.else':
    'Without it, recordings are kept here and written down once the server can. You can change this under You.',
  'ears.allow': 'Let {maker} listen',
  'ears.allow.local': 'Use it on this device',
  'ears.refuse': 'Keep recordings only',
})
