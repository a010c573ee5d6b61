import { seenLine } from '../../language/seen.ts'
import { isStopWord, languageOf } from '../../language/stop-words.ts'
import { wordsOf } from '../../language/words.ts'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { VERSION } from '../../version.ts'
import { ProviderError } from '../provider-error.ts'
import type { Asked } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import { textOf, wrong } from './answer.ts'
import type { AtomEntry } from './atom.ts'
import { hitsOf, queryOf } from './hits.ts'
import { HITS_MAX, type SearchProvider } from './search.ts'

const VENDOR_URL = 'https://export.arxiv.org'
/** "No more than one request every three seconds", https://info.arxiv.org/help/api/tou.html */
const EVERY_MS = 3_000
/** All of them have to be in a paper; with more, none is found. */
const WORDS_MAX = 4
const TYPES = ['application/atom+xml', 'application/xml', 'text/xml']

/** Papers on arXiv by its API, with their abstracts. `baseUrl`: another server that speaks it. */
export function createArxiv({
  baseUrl,
  contact,
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
}: {
  baseUrl?: string | undefined
  /** Whom its operators may write to about these requests; null: nobody said. */
  contact: string | null
  /** Leads to arXiv, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
}): SearchProvider {
  const asked: Asked = { provider: 'arxiv', url: baseUrl ?? VENDOR_URL, model: null }
  const headers = { 'user-agent': `LearningVoiceAgent/${VERSION} (${contact ?? 'self-hosted'})` }

  async function ask(words: readonly string[], limit: number, signal: AbortSignal): Promise<AtomEntry[]> {
    const address = new URL(`${baseOf(asked.url)}/api/query`)
    const wanted = words.map((word) => `all:"${word}"`).join(' AND ')
    const parameters = { search_query: wanted, start: '0', max_results: String(limit), sortBy: 'relevance' }
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
    return entriesOf(await textOf({ fetch, address, init: { headers }, types: TYPES, asked, signal }))
  }

  async function entriesOf(feed: string): Promise<AtomEntry[]> {
    const { NotAFeed, readAtom } = await import('./atom.ts')
    try {
      const entries = readAtom(feed)
      // What it did not understand it answers with an entry of this name.
      if (entries[0]?.id.includes('/api/errors'))
        throw new ProviderError('arxiv', 'refused', { detail: 'it did not accept the request' })
      return entries
    } catch (error) {
      if (!(error instanceof NotAFeed)) throw error
      throw wrong(
        asked,
        error.reason === 'declares'
          ? 'its feed declares entities, and is not read'
          : 'its answer is no feed that can be read',
      )
    }
  }

  return {
    name: 'arxiv',
    model: null,
    everyMs: EVERY_MS,

    async search({ query, limit, signal }) {
      const words = wordsFor(query)
      if (words.length === 0) return []
      const entries = await ask(words, Math.min(limit, HITS_MAX), signal)
      return hitsOf(
        entries.map(({ id, title, summary, published, authors }) => ({
          ...{ title, url: paperAt(id), text: summary, published, authors },
        })),
        limit,
      )
    },

    async probe({ signal }) {
      await ask(['learning'], 1, signal)
    },
  }
}

/** What every paper is, and what is said of asking; a paper need not say so. */
const OF_ASKING = new Set(
  `literature research study studies paper papers evidence science scientific say says know known find found look looked up
  literatur forschung studie studien sagt littérature recherche étude études dit literatura investigación estudio estudios dice`.split(
    /\s+/,
  ),
)

/** What is asked for: the words that carry a topic, and of many the longest, which say most. Pure. */
export function wordsFor(query: string): string[] {
  const all = wordsOf(queryOf(query))
  const language = languageOf(
    all.map(({ key }) => key),
    'en',
  )
  const words = all.filter(({ key }) => !isStopWord(key, language) && !OF_ASKING.has(key))
  const distinct = [...new Map(words.map(({ key, text }) => [key, text.replace(/[^\p{L}\p{M}\p{N}-]/gu, '')])).values()]
  const longest = distinct.filter(Boolean).toSorted((a, b) => b.length - a.length)
  const kept = new Set(longest.slice(0, WORDS_MAX))
  return distinct.filter((word) => kept.has(word))
}

/** The page of a paper, from its id, which is an address of old days; empty, and so left out, for any other address. */
function paperAt(id: string): string {
  const url = URL.parse(seenLine(id, 300))
  const isPaper = url?.hostname === 'arxiv.org' && /^\/abs\/[\w.\-/]{1,60}$/.test(url.pathname)
  return isPaper ? `https://arxiv.org${url.pathname}` : ''
}
