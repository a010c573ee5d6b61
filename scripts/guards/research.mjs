const SEARCH = 'server/src/providers/search'
const PAGES = 'server/src/research/pages'

/** What is looked up outside, and what of it comes in. */
export const LOOKED_UP = [
  {
    name: 'only-own-wishes-are-looked-up',
    file: 'server/src/research/own-requests.ts',
    from: 'return !isQuoted(sentence) && !isReported(sentence) && !before.some(announces) && !later.some(denies)',
    to: 'return sentence.length + before.length + later.length > 0',
    test: 'server/src/research/research.test.ts',
    title: 'what is taken back, or stands in what was pasted, is not looked up, and opens no tool to a model',
  },
  {
    name: 'feeds-declare-nothing',
    file: `${SEARCH}/atom.ts`,
    from: "throw new NotAFeed('declares')",
    to: '',
    test: `${SEARCH}/arxiv.test.ts`,
    title: 'a feed that declares anything is refused before anything of it is used',
  },
  {
    name: 'pages-are-bounded',
    file: `${PAGES}/read-page.ts`,
    from: 'firstBytes(answer, PAGE_BYTES_MAX)',
    to: 'firstBytes(answer, 64 * PAGE_BYTES_MAX)',
    test: `${PAGES}/read-page.test.ts`,
    title: 'no more than a megabyte of a page is read, whatever it unpacks to',
  },
  {
    name: 'encyclopedias-are-on-a-list',
    file: `${SEARCH}/wikipedia.ts`,
    from: 'LANGUAGES.has(primaryOf(language)) ? primaryOf(language) : FALLBACK',
    to: 'primaryOf(language) || FALLBACK',
    test: `${SEARCH}/wikipedia.test.ts`,
    title: 'no language leads to another host than those of the list',
  },
  {
    name: 'hits-lead-to-pages',
    file: `${SEARCH}/hits.ts`,
    from: "if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null",
    to: 'if (!url) return null',
    test: `${SEARCH}/hits.test.ts`,
    title: 'a hit leads to a page of http or https, or is none',
  },
  {
    name: 'hidden-words-stay-hidden',
    file: `${PAGES}/hidden.ts`,
    from: 'return attributes.style !== undefined && isHiding(attributes.style)',
    to: 'return false',
    test: `${PAGES}/read-page.test.ts`,
    title: 'what a page hides from its readers is not read',
  },
  {
    name: 'sources-get-their-pause',
    file: 'server/src/research/pacing.ts',
    from: 'if (count <= most) return true',
    to: 'if (count <= most * 2) return true',
    test: 'server/src/research/looking.test.ts',
    title: 'a look-up everywhere skips whom we asked a moment ago and blames nobody; one by name waits for its turn',
  },
]
