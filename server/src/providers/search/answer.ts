import { firstBytes } from '../../outgoing/first-bytes.ts'
import { hostOf } from '../connection-trouble.ts'
import { ProviderError } from '../provider-error.ts'
import { type Asked, failureOfResponse, failureUnlessStopped } from '../vendor-failure.ts'

/** Ten times what any source sends for a page of hits. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024

/** One request to a source, by its own way out. */
export interface Request {
  fetch: typeof globalThis.fetch
  address: URL
  init?: RequestInit
  /** What the source answers with, as `application/json`. */
  types: readonly string[]
  asked: Asked
  signal: AbortSignal
  /** What else than its status an answer says; null: what every vendor's says. */
  failure?: (answer: Response) => ProviderError | null
}

/** A source's answer as text: whole, of the type that was asked for, within bounds. Throws ProviderError and nothing else. */
export async function textOf({ fetch, address, init, types, asked, signal, failure }: Request): Promise<string> {
  try {
    const answer = await fetch(address, { ...init, signal })
    if (!answer.ok) throw await refusal(answer, asked, failure)
    const type = answer.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (!types.includes(type)) {
      await answer.body?.cancel()
      throw wrong(
        asked,
        `${hostOf(asked.url)} answers with ${type === 'text/html' ? 'a page' : 'something else'} and not as an API: check its address`,
      )
    }
    const { bytes, whole } = await firstBytes(answer, ANSWER_BYTES_MAX)
    if (!whole) throw wrong(asked, 'it answered with more than anybody reads')
    return new TextDecoder().decode(bytes)
  } catch (error) {
    throw failureUnlessStopped(error, asked, signal)
  }
}

/** The same, read as JSON. */
export async function jsonOf(request: Omit<Request, 'types'>): Promise<unknown> {
  const text = await textOf({ ...request, types: ['application/json'] })
  try {
    return JSON.parse(text)
  } catch {
    throw wrong(request.asked, 'its answer cannot be read')
  }
}

async function refusal(answer: Response, asked: Asked, failure: Request['failure']): Promise<ProviderError> {
  const own = failure?.(answer) ?? null
  if (own === null && (answer.status < 300 || answer.status >= 400)) return failureOfResponse(answer, asked)
  await answer.body?.cancel()
  return (
    own ??
    new ProviderError(asked.provider, 'misconfigured', {
      detail: 'it leads elsewhere, and is not followed: check its address',
    })
  )
}

/** An answer that is none. */
export const wrong = (asked: Asked, detail: string): ProviderError =>
  new ProviderError(asked.provider, 'unavailable', { detail })
