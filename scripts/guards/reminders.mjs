const REMINDERS = 'server/src/reminders'
const STORY = `${REMINDERS}/reminders.test.ts`

/** What learners are told who are not here: where it is sent to, what ends it, and when it is not said. */
export const TOLD = [
  {
    name: 'pushes-go-to-push-services',
    file: 'server/src/providers/push/web-push.ts',
    from: "SERVICES.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one)) ? host : null",
    to: 'host',
    test: 'server/src/providers/push/web-push.test.ts',
    title: 'an address leads to the push service of a maker of browsers, or to what the operator named',
  },
  {
    name: 'off-links-are-signed',
    file: `${REMINDERS}/off-links.ts`,
    from: 'given.length === expected.length && timingSafeEqual(given, expected) ? { userId, what } : null',
    to: 'given.length === expected.length && timingSafeEqual(given, given) ? { userId, what } : null',
    test: STORY,
    title: 'end by one press, without a sign-in, and by a link that is not whole not at all',
  },
  {
    name: 'looking-at-a-link-turns-nothing-off',
    file: `${REMINDERS}/routes.ts`,
    from: 'async ({ query }, reply) => reply.redirect(',
    to: 'async ({ query }, reply) => (await reminders.turn(query.token, false)) && reply.redirect(',
    test: STORY,
    title: 'end by one press, without a sign-in, and by a link that is not whole not at all',
  },
  {
    name: 'browsers-go-with-their-sign-in',
    file: 'server/src/accounts/reaching.ts',
    from: "        .where('revoked_at', 'is', null)\n",
    to: '',
    test: STORY,
    title: 'reach a browser for as long as it is there and somebody is signed in on it',
  },
  {
    name: 'reminders-go-to-verified-addresses',
    file: 'server/src/accounts/reaching.ts',
    from: "        .where('email_verified_at', 'is not', null)\n",
    to: '',
    test: STORY,
    title: 'are said in the app, in the browser and by mail, once, and only what is true',
  },
  {
    name: 'quiet-hours-are-quiet',
    file: `${REMINDERS}/when.ts`,
    from: '  if (isQuiet(settings, minute)) return []\n',
    to: '',
    test: `${REMINDERS}/when.test.ts`,
    title: 'quiet hours that begin within three hours cut it short',
  },
]
