import { know } from '../messages/known.ts'

/** Putting a backup back into an empty house, from its first page. */
export const restoring = know({
  'restore.title': 'Put a backup back',
  'restore.text': 'Nobody has an account here yet. A backup brings everybody back, with their passwords.',
  'restore.lived':
    'There are accounts here already, or several processes. Whoever runs this server can put a backup back with lva restore.',
  'restore.to-sign-in': 'To the sign-in',
  'restore.token': 'Setup token',
  'restore.token.hint': 'It stands in the log of the server, near its start.',
  'restore.go-on': 'Go on',
  'restore.which': 'Which backup',
  'restore.file': 'A file of this device',
  'restore.file.hint':
    'It ends in .lvab. Choose the file that ends in .lvae and lay beside it as well: it says who was erased since.',
  'restore.file.none': 'Choose the backup.',
  'restore.stored': '{when}, {size}, {where}',
  'restore.here': 'on this machine',
  'restore.elsewhere': 'in the object store',
  'restore.passphrase': 'Passphrase',
  'restore.passphrase.hint': 'Nothing, if it was sealed with the key of the server.',
  'restore.do': 'Put it back',
  'restore.sending': 'The backup is being sent.',
  'restore.sent': '{count} % is sent',
  'restore.running.some': 'A backup is being put back. Leave this page open, or come back later.',
  'restore.running': 'The backup of {when} is being put back. Leave this page open, or come back later.',
  'restore.reached': '{count} % is read',
  'restore.failed': 'It could not be put back, and nothing was changed. {why}',
  'restore.done': 'It is back. Sign in as you did then.',
  'restore.stop': 'Stop sending',
  'restore.new': 'Begin from nothing instead:',
  'restore.sign-up': 'make an account',
  'restore.link': 'Have a backup?',
  'restore.link.do': 'Put it back',
})
