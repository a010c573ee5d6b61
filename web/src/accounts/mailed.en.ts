import { know } from '../messages/known.ts'

/** What is done by mail: a forgotten password, and showing that an address is one's own. */
export const mailed = know({
  'forgotten.title': 'Forgotten password',
  'forgotten.text': 'Say your address. If there is an account with it, a link to set another password comes by mail.',
  'forgotten.email': 'E-mail',
  'forgotten.do': 'Send the link',
  'forgotten.sent':
    'If there is an account with this address, a link is on its way. It is good for one hour. Look among the unwanted mail too.',
  'forgotten.off': 'This server sends no mail. Ask whoever runs it to type this on the server:',
  'forgotten.unknown':
    'This server does not say just now whether it sends mail. If none comes, ask whoever runs it to type this on the server:',
  'forgotten.stays': 'Your sessions stay as they are.',
  'reset.title': 'Set another password',
  'reset.new': 'New password',
  'reset.text': 'You will be signed out everywhere, and personal access tokens are revoked.',
  'reset.do': 'Set it',
  'reset.done': 'Your password is set. Every device was signed out, and personal access tokens are revoked.',
  'verify.title': 'Your e-mail address',
  'verify.busy': 'One moment.',
  'verify.done': 'Thank you. Mail to your address arrives.',
  'mailed.to-sign-in': 'Sign in',
  'mailed.again': 'Ask for another link',
  'mailed.home': 'To the conversation',
})
