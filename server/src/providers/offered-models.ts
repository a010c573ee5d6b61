import { z } from 'zod'
import { ProviderError } from './provider-error.ts'
import { baseOf } from './vendor-root.ts'

const NAMED_MAX = 8
const BYTES_MAX = 262_144
/** How compatible servers list their models. */
const Listed = z.object({ data: z.array(z.object({ id: z.string().max(200) })).nonempty() })

/**
 * Adds to a failure because of a missing model what the server does offer, if it tells. Asks only the address that was asked before;
 * anything that goes wrong leaves the failure as it is.
 */
export async function namingOffer(
  failure: ProviderError,
  { url, key, fetch, signal }: { url: string; key: string | null; fetch: typeof globalThis.fetch; signal: AbortSignal },
): Promise<ProviderError> {
  if (!failure.detail?.startsWith('there is no model')) return failure
  const models = await listed(`${baseOf(url)}/models`, { key, fetch, signal }).catch(() => [])
  if (models.length === 0) return failure
  const more = models.length > NAMED_MAX ? `, and ${models.length - NAMED_MAX} more` : ''
  const detail = `${failure.detail}; it offers ${models.slice(0, NAMED_MAX).join(', ')}${more}`
  return new ProviderError(failure.provider, failure.kind, { cause: failure, detail })
}

async function listed(
  url: string,
  { key, fetch, signal }: { key: string | null; fetch: typeof globalThis.fetch; signal: AbortSignal },
): Promise<string[]> {
  const response = await fetch(url, { headers: key ? { authorization: `Bearer ${key}` } : {}, signal })
  const text = await response.text()
  const list = Listed.safeParse(response.ok && text.length <= BYTES_MAX ? JSON.parse(text) : null)
  // Whoever wrote them, they end up in front of an operator: plain characters only.
  return list.success ? list.data.data.map(({ id }) => id.replace(/[^\w.:/@+-]/g, '')).filter(Boolean) : []
}
