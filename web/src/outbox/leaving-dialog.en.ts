import { know } from '../messages/known.ts'

/** Signing out with words that are not sent. */
export const leavingDialog = know({
  'leaving.title': 'Some words are not sent yet',
  'leaving.text': {
    one: 'One turn is on this device only. It can wait here until you sign in again, or be removed.',
    other: '{count} turns are on this device only. They can wait here until you sign in again, or be removed.',
  },
  'leaving.stay': 'Stay signed in',
  'leaving.keep': 'Sign out, keep them here',
  'leaving.remove': 'Sign out and remove them',
})
