import { know } from '../messages/known.ts'

/** The list of keys. */
export const keysDialog = know({
  'keys.title': 'Keys',
  'keys.talk': 'Talk, when nothing else has the focus: tap, or hold while you speak',
  'keys.mute': 'Mute, in a hands-free conversation',
  'keys.stop': 'Stop whatever is running',
  'keys.palette': 'Search and commands',
  'keys.help': 'This list',
  'keys.send': 'Send what you wrote',
  'keys.newline': 'New line',
  'keys.space': 'Space',
  'keys.escape': 'Esc',
  'keys.enter': 'Enter',
  'keys.shift': 'Shift',
})
