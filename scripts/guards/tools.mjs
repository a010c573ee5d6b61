const TOOLS = 'server/src/tools'

/** What a model may do in a turn, and what only a learner's own words bring about. */
export const TOOLS_OF_THE_HOUSE = [
  {
    name: 'changing-tools-are-not-offered',
    file: `${TOOLS}/permission.ts`,
    from: "if (tool.effect !== 'reads') return false",
    to: '',
    test: `${TOOLS}/box.test.ts`,
    title: 'what changes something is never offered to a model, and is not run when it calls for it all the same',
  },
  {
    name: 'looking-up-is-permitted',
    file: `${TOOLS}/permission.ts`,
    from: "return reaches === 'outside' ? chosen.look_up : 'always'",
    to: "return 'always'",
    test: `${TOOLS}/box.test.ts`,
    title: 'what reaches outside is offered to a model only where the learner always permits it',
  },
  {
    name: 'tools-that-are-off-stay-off',
    file: `${TOOLS}/guide.ts`,
    from: '(await settingsOf(userId)).tools_off.includes(asked.tool)',
    to: "asked.language !== undefined && userId === ''",
    test: `${TOOLS}/tools.test.ts`,
    title: 'a tool that is switched off is used neither by rules nor by a model',
  },
  {
    name: 'wishes-are-whole-utterances',
    file: `${TOOLS}/setting-wishes.ts`,
    from: "(BY_PHRASE[language].get(words.join(' ')) ?? null)",
    to: "([...BY_PHRASE[language]].find(([phrase]) => words.join(' ').endsWith(phrase))?.[1] ?? null)",
    test: `${TOOLS}/tools.test.ts`,
    title: 'settings change when the learner’s own words ask for it, and only then',
  },
  {
    name: 'numbers-are-bounded',
    file: `${TOOLS}/calculator/rational.ts`,
    from: "if (top >= LIMIT || top <= -LIMIT || bottom >= LIMIT) throw new Refused('too-big')",
    to: '',
    test: `${TOOLS}/odd-words.test.ts`,
    title: 'powers, factorials and digits beyond all bounds are refused before they are computed',
  },
  {
    name: 'sums-are-bounded',
    file: `${TOOLS}/calculator/evaluate.ts`,
    from: "if (tokens.length > TOKENS_MAX) throw new Refused('too-long')",
    to: '',
    test: `${TOOLS}/odd-words.test.ts`,
    title: 'powers, factorials and digits beyond all bounds are refused before they are computed',
  },
]
