import { z } from 'zod'
import { primaryOf } from '../../language/tags.ts'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { ProviderError } from '../provider-error.ts'
import type { Asked } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import { jsonOf, wrong } from './answer.ts'
import { hitsOf, queryOf } from './hits.ts'
import type { SearchProvider } from './search.ts'

/** What the server sends. https://docs.searxng.org/dev/search_api.html */
const Answer = z.object({
  results: z
    .array(
      z.object({
        url: z.string().nullish(),
        title: z.string().nullish(),
        content: z.string().nullish(),
        publishedDate: z.string().nullish().catch(null),
      }),
    )
    .max(1_000),
  unresponsive_engines: z.array(z.unknown()).max(1_000).optional().catch(undefined),
})

/** Web search by a SearXNG server of the operator's choice, which asks the search engines it is set up with. It may be in a private network. */
export function createSearxng({
  baseUrl,
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl, { operators: true }),
}: {
  baseUrl: string
  /** Leads to `baseUrl`, wherever that is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
}): SearchProvider {
  const asked: Asked = { provider: 'searxng', url: baseUrl, model: null }
  const failure = ({ status }: Response) =>
    status === 403
      ? new ProviderError('searxng', 'misconfigured', {
          detail: 'it gives no JSON: add json to search.formats in its settings.yml',
        })
      : null

  async function ask(query: string, language: string, signal: AbortSignal) {
    const address = new URL(`${baseOf(baseUrl)}/search`)
    // Its own syntax begins words with ! and :, and would choose engines and languages.
    const words = queryOf(query)
      .replace(/(^|\s)[!:?]+/g, '$1')
      .trim()
    for (const [name, value] of Object.entries({ q: words, format: 'json', language, safesearch: '1', pageno: '1' }))
      address.searchParams.set(name, value)
    const init = { headers: { accept: 'application/json' } }
    const answer = Answer.safeParse(await jsonOf({ fetch, address, init, asked, signal, failure }))
    if (!answer.success) throw wrong(asked, 'it answered without results')
    const { results, unresponsive_engines: silent = [] } = answer.data
    if (results.length === 0 && silent.length > 0) throw wrong(asked, 'none of its search engines answered')
    return results
  }

  return {
    name: 'searxng',
    model: null,

    async search({ query, language, limit, signal }) {
      const results = await ask(query, primaryOf(language) || 'all', signal)
      return hitsOf(
        results.map(({ url, title, content, publishedDate }) => ({
          ...{ title: title ?? '', url: url ?? '', text: content, published: publishedDate },
        })),
        limit,
      )
    },

    async probe({ signal }) {
      await ask('encyclopedia', 'en', signal)
    },
  }
}
