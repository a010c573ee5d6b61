/** What a mail may be about. `link` leads to a page of ours; `email` is the address the account has now. */
export type Wording =
  | { kind: 'verify-email'; link: string }
  | { kind: 'reset-password'; link: string }
  | { kind: 'email-changed' }
  | { kind: 'password-changed' }

/** The words of a mail. Nothing a person typed stands in them, so nobody can have us send words of his own to others. */
export function wordsOf(wording: Wording, { home }: { home: string }): { subject: string; text: string } {
  const { subject, lines } = LETTERS[wording.kind]('link' in wording ? wording.link : '')
  return { subject, text: [...lines, '', `Learning Voice Agent, ${home}`, ''].join('\n') }
}

const LETTERS: Record<Wording['kind'], (link: string) => { subject: string; lines: string[] }> = {
  'verify-email': (link) => ({
    subject: 'Is this your address?',
    lines: [
      'Somebody, probably you, uses this address for an account. To show that mail reaches you, open this link within 24 hours:',
      '',
      link,
      '',
      'If it was not you, do nothing.',
    ],
  }),
  'reset-password': (link) => ({
    subject: 'Set another password',
    lines: [
      'To set another password for your account, open this link within one hour. It works once.',
      '',
      link,
      '',
      'If you did not ask for it, do nothing: your password stays as it is, and nobody else can see this link.',
    ],
  }),
  'email-changed': () => ({
    subject: 'Your account has another address now',
    lines: [
      'Your account was moved to another e-mail address, with your password. Mail goes there from now on, and you sign in with it.',
      '',
      'If it was not you, ask whoever runs this server for help soon.',
    ],
  }),
  'password-changed': () => ({
    subject: 'Your password was changed',
    lines: [
      'The password of your account was changed. Other devices were signed out and personal access tokens revoked.',
      '',
      'If it was not you, use "Forgotten your password?" on the sign-in page, or ask whoever runs this server for help soon.',
    ],
  }),
}
