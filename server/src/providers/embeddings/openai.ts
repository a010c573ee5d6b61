import { z } from 'zod'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { namingOffer } from '../offered-models.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOf, failureOfResponse, failureUnlessStopped } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import type { Embedded, Embeddings } from './embeddings.ts'
import { unit } from './unit.ts'

const VENDOR_URL = 'https://api.openai.com/v1'
/** The vendor reads 8,192 tokens of a text, and refuses more. */
const TEXT_MAX = 8_000
const DIMENSIONS_MAX = 8_192

/** What servers send. https://developers.openai.com/api/reference/resources/embeddings */
const Answer = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()).min(1).max(DIMENSIONS_MAX) })),
  usage: z.object({ prompt_tokens: z.int() }).optional().catch(undefined),
})

/** `/v1/embeddings`: the vendor itself, or with `baseUrl` any compatible server, which needs no key. */
export function createOpenAiEmbeddings({
  key,
  baseUrl,
  model = 'text-embedding-3-small',
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
}: {
  key: string | null
  baseUrl?: string | undefined
  model?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
}): Embeddings {
  const asked = { provider: 'openai', url: baseUrl ?? VENDOR_URL, model }
  const address = `${baseOf(asked.url)}/embeddings`
  const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) }

  async function embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    if (texts.length === 0) return { vectors: [] }
    const input = texts.map((text) => text.slice(0, TEXT_MAX).toWellFormed())
    const body = JSON.stringify({ model, input, encoding_format: 'float' })
    const response = await fetch(address, { method: 'POST', headers, body, signal })
    if (!response.ok) throw await failureOfResponse(response, asked)
    const answer = Answer.safeParse(await response.json())
    if (!answer.success) throw wrong('it answered without vectors')
    return { vectors: inOrder(answer.data.data, texts.length), inputTokens: answer.data.usage?.prompt_tokens }
  }

  /** The vendor numbers them; some servers send them in any order. */
  function inOrder(data: z.infer<typeof Answer>['data'], count: number): Array<Float32Array | null> {
    if (data.length !== count) throw wrong(`it answered with ${data.length} vectors where ${count} were asked for`)
    const numbers = new Array<number[]>(count)
    for (const [place, { index = place, embedding }] of data.entries()) numbers[index] = embedding
    const [first] = numbers
    return Array.from(numbers, (some) => {
      if (!some || !first) throw wrong('it answered with two vectors for one text, and none for another')
      if (some.length !== first.length)
        throw wrong(`it answered with vectors of ${first.length} and of ${some.length} numbers`)
      return unit(some)
    })
  }

  const wrong = (detail: string) => new ProviderError(asked.provider, 'unavailable', { detail })

  return {
    name: asked.provider,
    model,

    async embed(texts, { signal }) {
      try {
        return await embed(texts, signal)
      } catch (error) {
        throw failureUnlessStopped(error, asked, signal)
      }
    },

    async probe({ signal }) {
      try {
        await embed(['Hm.'], signal)
      } catch (error) {
        throw await namingOffer(failureOf(error, asked), { url: asked.url, key, fetch, signal })
      }
    },
  }
}
