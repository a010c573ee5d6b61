const JUDGED = 'server/test/cited-replies.test.ts'
const CITED = 'server/src/conversation/grounds/cited-reply.test.ts'

/** What a reply cites. */
export const CITING = [
  {
    name: 'citations-are-held',
    file: 'server/src/conversation/grounds/pages/citing.ts',
    from: "return typeof found === 'string' ? [] : [{ id, held: found }]",
    to: "return [{ id, held: typeof found === 'string' ? { share: 1, sentences: [] } : found }]",
    test: JUDGED,
    title: 'what no source holds is left out, whatever it cites',
  },
  {
    name: 'figures-are-held',
    file: 'server/src/conversation/grounds/pages/holding.ts',
    from: "if (figures.some((found) => found === null)) return 'figure'",
    to: '',
    test: JUDGED,
    title: 'what no source holds is left out, whatever it cites',
  },
  {
    name: 'clauses-are-not-put-together',
    file: 'server/src/conversation/grounds/pages/holding.ts',
    from: "if (isPutTogether(clause, { source, counts, language })) return 'words'",
    to: '',
    test: JUDGED,
    title: 'lies made of the right words, as somebody found them, are left out',
  },
  {
    name: 'numbers-name-what-holds',
    file: 'server/src/conversation/grounds/pages/citing.ts',
    from: 'const byNamed = held(statement, named)',
    to: 'const byNamed = named.map((id) => ({ id, held: { share: 1, sentences: [] } }))',
    test: JUDGED,
    title: 'a number that is shown names a source that was given and holds the sentence',
  },
  {
    name: 'pages-tell-nothing-of-learners',
    file: 'server/src/conversation/grounds/pages/citing.ts',
    from: 'ofLearner(sentence, isCited) ??',
    to: '',
    test: CITED,
    title: 'what the learner told comes from them, and no page can tell it',
  },
]
