import { z } from 'zod'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { ProviderError } from '../provider-error.ts'
import type { Asked } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import { jsonOf, wrong } from './answer.ts'
import { hitsOf, queryOf } from './hits.ts'
import { HITS_MAX, type SearchProvider } from './search.ts'

const VENDOR_URL = 'https://api.tavily.com'
/** Of a plan, and of what may be paid for besides; only the operator can mend either. */
const SPENT = [432, 433]

/** What the vendor sends. https://docs.tavily.com/documentation/api-reference/endpoint/search */
const Answer = z.object({
  results: z
    .array(
      z.object({
        title: z.string().nullish(),
        url: z.string(),
        content: z.string().nullish(),
        published_date: z.string().nullish(),
      }),
    )
    .max(100),
})

/** Web search by Tavily, or with `baseUrl` by a server that speaks its protocol. */
export function createTavily({
  key,
  baseUrl,
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
}: {
  key: string
  baseUrl?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
}): SearchProvider {
  const asked: Asked = { provider: 'tavily', url: baseUrl ?? VENDOR_URL, model: null }
  const at = (path: string) => new URL(`${baseOf(asked.url)}${path}`)
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json' }
  const failure = ({ status }: Response) =>
    SPENT.includes(status)
      ? new ProviderError('tavily', 'misconfigured', { detail: 'the account has no credit or quota left' })
      : null

  return {
    name: 'tavily',
    model: null,

    async search({ query, limit, signal }) {
      const body = JSON.stringify({
        ...{ query: queryOf(query), topic: 'general', search_depth: 'basic', max_results: Math.min(limit, HITS_MAX) },
        ...{ include_answer: false, include_raw_content: false, include_images: false },
      })
      const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }
      const answer = Answer.safeParse(await jsonOf({ fetch, address: at('/search'), init, asked, signal, failure }))
      if (!answer.success) throw wrong(asked, 'it answered without results')
      return hitsOf(
        answer.data.results.map(({ title, url, content, published_date }) => ({
          ...{ title: title ?? '', url, text: content, published: published_date },
        })),
        limit,
      )
    },

    /** What was used so far, which costs nothing to ask for. */
    async probe({ signal }) {
      await jsonOf({ fetch, address: at('/usage'), init: { headers }, asked, signal, failure })
    },
  }
}
