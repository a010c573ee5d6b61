const OUTGOING = { test: 'server/src/research/outgoing-words.test.ts' }
const LOOKING = { test: 'server/src/research/looking.test.ts' }

/** Looking things up outside the house. */
export const LOOKING_UP = [
  {
    name: 'only-said-words-leave',
    file: 'server/src/research/looking.ts',
    from: 'const { query, dropped } = outgoingWords(asked.query, said)',
    to: 'const { query, dropped } = { ...outgoingWords(asked.query, said), query: asked.query }',
    ...LOOKING,
    title: 'whatever a model asks for, only words the learner said reach a source',
  },
  {
    name: 'said-secrets-stay',
    file: 'server/src/research/outgoing-words.ts',
    from: 'const own = kept.has(key) ||',
    to: 'const own =',
    ...OUTGOING,
    title: 'an address, a long number and what looks like a secret never leave, even when they were said',
  },
  {
    name: 'never-means-never',
    file: 'server/src/research/looking.ts',
    from: "return look_up !== 'never' && !tools_off.includes('research')",
    to: "return look_up !== 'never' || !tools_off.includes('nothing')",
    ...LOOKING,
    title: 'where nothing may leave, nothing does',
  },
  {
    name: 'look-ups-are-counted',
    file: 'server/src/research/allowance.ts',
    from: 'if (count <= most) continue',
    to: 'if (count <= most || most > 0) continue',
    ...LOOKING,
    title: 'a learner asks outside twenty times an hour, and a source as often as it likes',
  },
  {
    name: 'orders-of-pages-are-left-out',
    file: 'server/src/research/looking.ts',
    from: '[{ ...one, text: text.text,',
    to: '[{ ...one,',
    ...LOOKING,
    title: 'what gives orders on a page is left out, and said to be',
  },
  {
    name: 'only-real-turns-ask-outside',
    file: 'server/src/research/guide.ts',
    from: "if (!(await isReal(real, signal))) return yield ended('stopped', null)",
    to: "if (signal.aborted) return yield ended('stopped', null)",
    test: 'server/src/research/research.test.ts',
    title: 'a reply that was begun ahead asks nobody before it is one',
  },
  {
    name: 'only-pages-of-the-session-are-kept',
    file: 'server/src/research/notes.ts',
    from: 'if (wanted.includes(undefined))',
    to: 'if (wanted.length === 0)',
    test: 'server/src/research/research.test.ts',
    title: 'the pages of a conversation are listed and kept, for whoever had it and nobody else',
  },
  {
    name: 'links-of-pages-lead-to-the-web-only',
    file: 'web/src/research/site-of.ts',
    from: "if ((protocol !== 'https:' && protocol !== 'http:') || username || password) return null",
    to: "if (protocol === 'https:' && (username || password)) return null",
    test: 'web/src/research/site-of.test.ts',
    title: 'what is no page of the web is not opened',
  },
]
