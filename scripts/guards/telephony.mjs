const CARRIER = 'server/src/telephony/carrier'
const STORY = 'server/test/telephony.test.ts'
const LINES = `${CARRIER}/lines.test.ts`

/** Calls: who is believed to be the carrier, what happens once, and what costs nothing. */
export const TELEPHONY = [
  {
    name: 'hooks-are-signed',
    file: 'server/src/telephony/telephony.ts',
    from: '      if (!believes(home + came.target, came, body, form)) return null\n',
    to: '',
    test: STORY,
    title: 'is heard from the carrier only',
  },
  {
    name: 'sockets-of-calls-are-signed',
    file: 'server/src/telephony/routes.ts',
    from: 'if (!telephony.maySocket(came(request))) await refuse(request, reply)',
    to: 'telephony.maySocket(came(request))',
    test: STORY,
    title: 'is heard from the carrier only',
  },
  {
    name: 'signatures-are-compared',
    file: `${CARRIER}/signature.ts`,
    from: 'candidates.map((one) => fits(given, one)).includes(true)',
    to: 'candidates.map((one) => fits(one, one)).includes(true)',
    test: `${CARRIER}/signature.test.ts`,
    title: 'is refused when one byte is another, and without a signature or a token',
  },
  {
    name: 'bodies-fit-their-sum',
    file: `${CARRIER}/signature.ts`,
    from: '  return signed && bodyFits\n',
    to: '  return signed\n',
    test: `${CARRIER}/signature.test.ts`,
    title: 'is JSON only with the sum of its bytes in the address',
  },
  {
    name: 'hooks-happen-once',
    file: `${CARRIER}/repeats.ts`,
    from: '      if (known) return known.answer\n',
    to: '',
    more: [
      {
        file: `${CARRIER}/turn-by-turn.ts`,
        from: 'telephone ${keyOf(hook.target, hook.body)}',
        to: 'telephone ${keyOf(hook.target, hook.body)} ${Math.random()}',
      },
    ],
    test: STORY,
    title: 'asks again for what is no word, lets go of silence, and repeats itself when it is asked twice',
  },
  {
    name: 'sockets-bring-a-ticket',
    file: `${CARRIER}/ticket.ts`,
    from: 'if (one.length !== other.length || !timingSafeEqual(one, other)) return null',
    to: 'if (one.length !== other.length) return null',
    test: `${CARRIER}/media-calls.test.ts`,
    title: 'is nobody’s without a ticket of its own',
  },
  {
    name: 'strangers-cost-nothing',
    file: `${CARRIER}/turn-by-turn.ts`,
    from: "    if (welcome.kind === 'stranger') {\n",
    to: "    if (welcome.kind === 'stranger' && welcome.say === '') {\n",
    test: STORY,
    title: 'costs nothing when a stranger calls, and is no call when there is no place',
  },
  {
    name: 'silence-ends-calls',
    file: `${CARRIER}/turn-by-turn.ts`,
    from: 'const ends = silent >= SILENT_TIMES &&',
    to: 'const ends = silent >= 99 &&',
    test: STORY,
    title: 'asks again for what is no word, lets go of silence, and repeats itself when it is asked twice',
  },
  {
    name: 'cleared-marks-are-not-heard',
    file: `${CARRIER}/media-line.ts`,
    from: 'if (of !== generation || frame === undefined',
    to: 'if (frame === undefined',
    test: LINES,
    title: 'is silent at once, and what comes back of it then was not heard',
  },
  {
    name: 'numbers-are-named-in-logs',
    file: 'server/src/telephony/telephony.ts',
    from: 'from: from ? nameOf(from) : null',
    to: 'from',
    test: STORY,
    title: 'is heard from the carrier only',
  },
]
