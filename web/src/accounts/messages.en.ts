import { know } from '../messages/known.ts'

/** Coming, going, and everything about the learner's own account. */
export const accounts = know({
  'sign-in.title': 'Sign in',
  'sign-in.do': 'Sign in',
  'sign-in.email': 'E-mail',
  'sign-in.password': 'Password',
  'sign-in.forgotten': 'Forgotten your password?',
  'sign-in.new': 'New here?',
  'sign-in.to-sign-up': 'Make an account',
  'sign-in.ended': 'Your sign-in has ended. Sign in again to go on where you were.',
  'sign-up.title': 'Make an account',
  'sign-up.do': 'Make the account',
  'sign-up.name': 'What should I call you?',
  'sign-up.name.hint': 'Optional',
  'sign-up.have': 'Have an account?',
  'sign-up.closed.title': 'Sign-up is closed',
  'sign-up.closed.text': 'This server takes no new accounts. Whoever runs it can open it or make an account for you.',
  'sign-up.invite.title': 'By invitation',
  'sign-up.invite.text':
    'New accounts need an invitation link from somebody who runs this server. Open the link you were sent.',
  'sign-up.invited': 'You were invited. Your account is ready when you fill this in.',
  'sign-up.privacy': 'What you say is kept on this server and belongs to you.',
  'sign-up.legal': 'Privacy, terms and cookies',
  'password.rules': 'A good password has',
  'password.length': 'at least 8 characters',
  'password.upper': 'an uppercase letter',
  'password.lower': 'a lowercase letter',
  'password.digit': 'a digit',
  'password.met': 'met',
  'password.unmet': 'not yet',
})
