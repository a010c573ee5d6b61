import { z } from 'zod'
import { primaryOf } from '../../language/tags.ts'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { VERSION } from '../../version.ts'
import { ProviderError } from '../provider-error.ts'
import type { Asked } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import { jsonOf, wrong } from './answer.ts'
import { hitsOf, queryOf, type RawHit } from './hits.ts'
import { HITS_MAX, type SearchHit, type SearchProvider } from './search.ts'

/** Encyclopedias that are asked, each at a host of its own. A language that is not here is asked for in English. */
const LANGUAGES = new Set(
  'ar bg ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  ),
)
const FALLBACK = 'en'
/** Codes of the API for "not now". https://www.mediawiki.org/wiki/API:Errors_and_warnings */
const NOT_NOW = ['ratelimited', 'maxlag', 'cirrussearch-too-busy-error', 'readonly']

const Answer = z.object({
  error: z.object({ code: z.string() }).optional(),
  query: z
    .object({
      pages: z
        .array(
          z.object({
            title: z.string(),
            index: z.number().optional(),
            extract: z.string().nullish(),
            fullurl: z.string().nullish(),
          }),
        )
        .max(100),
    })
    .optional(),
})

/**
 * Wikipedia by the action API of MediaWiki: titles, and what stands before the first heading. In the learner's language, and where that has
 * nothing, in English. `baseUrl`: another encyclopedia with this API, asked for every language; `{language}` in it stands for the language's code.
 */
export function createWikipedia({
  baseUrl,
  contact,
  outgoing = createOutgoing(),
  fetch,
}: {
  baseUrl?: string | undefined
  /** Whom its operators may write to about these requests, as they ask for; null: nobody said. */
  contact: string | null
  /** Leads to the hosts of the encyclopedias in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch | undefined
}): SearchProvider {
  // https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
  const agent = `LearningVoiceAgent/${VERSION} (${contact ?? 'self-hosted'})`
  const headers = { 'user-agent': agent, 'api-user-agent': agent, accept: 'application/json' }
  const ways = new Map<string, typeof globalThis.fetch>()

  const homeOf = (language: string) =>
    baseUrl === undefined ? `https://${language}.wikipedia.org` : baseOf(baseUrl).replaceAll('{language}', language)

  function wayTo(home: string): typeof globalThis.fetch {
    const way = fetch ?? ways.get(home) ?? outgoing.only(home, { operators: baseUrl !== undefined })
    ways.set(home, way)
    return way
  }

  async function ask(language: string, parameters: Record<string, string>, signal: AbortSignal) {
    const home = homeOf(language)
    const asked: Asked = { provider: 'wikipedia', url: home, model: null }
    const address = new URL(`${home}/w/api.php`)
    const common = { action: 'query', format: 'json', formatversion: '2' }
    for (const [name, value] of Object.entries({ ...common, ...parameters })) address.searchParams.set(name, value)
    const answer = Answer.safeParse(await jsonOf({ fetch: wayTo(home), address, init: { headers }, asked, signal }))
    if (!answer.success) throw wrong(asked, 'it answered without pages')
    if (answer.data.error) throw refusal(answer.data.error.code)
    return answer.data.query?.pages ?? []
  }

  async function searchIn(language: string, query: string, limit: number, signal: AbortSignal): Promise<SearchHit[]> {
    const count = String(Math.min(limit, HITS_MAX))
    const pages = await ask(
      language,
      {
        ...{ generator: 'search', gsrsearch: query, gsrlimit: count, gsrnamespace: '0', redirects: '1' },
        ...{ prop: 'extracts|info', inprop: 'url', exintro: '1', explaintext: '1', exlimit: 'max' },
      },
      signal,
    )
    const ordered = pages.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
    return hitsOf(
      ordered.map(({ title, extract, fullurl }): RawHit => ({ title, text: extract, url: fullurl ?? '' })),
      limit,
    )
  }

  return {
    name: 'wikipedia',
    model: null,

    async search({ query, language, limit, signal }) {
      const words = plainly(query)
      if (words === '') return []
      const own = LANGUAGES.has(primaryOf(language)) ? primaryOf(language) : FALLBACK
      const hits = await searchIn(own, words, limit, signal)
      const another = homeOf(own) !== homeOf(FALLBACK)
      return hits.length > 0 || !another ? hits : searchIn(FALLBACK, words, limit, signal)
    },

    async probe({ signal }) {
      await ask(FALLBACK, { meta: 'siteinfo' }, signal)
    },
  }
}

/** Words alone: its search knows signs, and words with a colon, that ask for something else. */
const plainly = (query: string): string =>
  queryOf(
    queryOf(query)
      .replace(/[^\p{L}\p{M}\p{N}\s'’.,%-]+/gu, ' ')
      .replace(/(^|\s)-+/g, '$1'),
  )

function refusal(code: string): ProviderError {
  if (NOT_NOW.includes(code))
    return new ProviderError('wikipedia', 'rate-limited', { detail: 'it is asked too much just now' })
  if (code.startsWith('internal_api_error'))
    return new ProviderError('wikipedia', 'unavailable', { detail: 'it failed on its side' })
  return new ProviderError('wikipedia', 'refused', { detail: 'it did not accept the request' })
}
