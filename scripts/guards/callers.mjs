const IN = 'server/src/telephony/callers'
const STORY = `${IN}/callers.test.ts`
const LINKED = 'a number is linked by whoever has it, to one account, and is shown by its last digits only'
const ALONE = 'a number alone is only taken down, and learns nothing of before'
const TRIES = 'a PIN may be tried three times in a call and ten times in a day'

/** The telephone: whose number it is, what a number alone may do, and when somebody is called. */
export const CALLED = [
  {
    name: 'forged-numbers-link-nothing',
    file: `${IN}/welcoming.ts`,
    from: "const vouched = attestation === 'A'",
    to: 'const vouched = attestation !== undefined',
    test: STORY,
    title: LINKED,
  },
  {
    name: 'a-code-that-was-shown-comes-from-the-number',
    file: `${IN}/numbers.ts`,
    from: "        .where('way', '=', 'call-me')\n        .executeTakeFirst()\n      if (!known) throw noNumber()",
    to: '        .executeTakeFirst()\n      if (!known) throw noNumber()',
    test: STORY,
    title: LINKED,
  },
  {
    name: 'one-account-for-a-number',
    file: 'server/src/db/migrations/028-phone.ts',
    from: 'create unique index phone_numbers_of_one',
    to: 'create index phone_numbers_of_one',
    test: STORY,
    title: LINKED,
  },
  {
    name: 'a-number-alone-is-not-trusted',
    file: `${IN}/welcoming.ts`,
    from: "const trusted = call.attestation === 'A'",
    to: 'const trusted = call.attestation !== undefined',
    test: STORY,
    title: ALONE,
  },
  {
    name: 'untrusted-calls-are-led-without-a-model',
    file: 'server/src/called.ts',
    from: '  guides.unshift(callers.guide)\n',
    to: '',
    test: STORY,
    title: ALONE,
  },
  {
    name: 'three-pins-in-a-call',
    file: `${IN}/pins.ts`,
    from: "      .where('pin_tries', '<', TRIES_A_CALL)\n",
    to: '',
    test: STORY,
    title: TRIES,
  },
  {
    name: 'ten-pins-in-a-day',
    file: `${IN}/pins.ts`,
    from: "eb('tries', '<', TRIES_A_DAY)",
    to: "eb('tries', '>=', 0)",
    test: STORY,
    title: TRIES,
  },
  {
    name: 'pins-that-are-easily-guessed',
    file: `${IN}/pins.ts`,
    from: 'const fault = faultOfPin(pin)',
    to: 'const fault = pin ? null : faultOfPin(pin)',
    test: STORY,
    title: TRIES,
  },
  {
    name: 'minutes-of-calls-end',
    file: `${IN}/hearing.ts`,
    from: '      if ((await needs.left(learner.userId)) <= 0) return last(words.timeUp)\n',
    to: '',
    test: STORY,
    title: 'calls have their bounds: two at once, and so many minutes in a day',
  },
  {
    name: 'nobody-is-called-in-quiet-hours',
    file: `${IN}/when.ts`,
    from: 'if (!wish.on || isQuiet(wish, minute) ||',
    to: 'if (!wish.on ||',
    test: `${IN}/rules.test.ts`,
    title: 'quiet hours over midnight',
  },
]
