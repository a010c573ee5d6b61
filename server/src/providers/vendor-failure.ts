import { firstBytes } from '../outgoing/first-bytes.ts'
import { OutgoingRefused } from '../outgoing/refused.ts'
import { chain, codeOf, connectionTrouble, hostOf, record, speaksHttps, webPage } from './connection-trouble.ts'
import { kindOfStatus, ProviderError, type ProviderErrorKind } from './provider-error.ts'

/** What is read of an answer that says why not. */
const FAILURE_BYTES_MAX = 65_536

/** What the failing call was about; goes into the words for the operator. */
export interface Asked {
  provider: string
  /** Base URL of the vendor. */
  url: string
  model: string | null
}

interface Answer {
  status: number | undefined
  headers: Headers | undefined
  /** The vendor's own names for the failure, lower-cased: `type`, `code`, `param`, `err_code` or `status`. */
  names: string[]
  /** The vendor's sentence. Read, never passed on: it may quote the key or the learner. */
  sentence: string
}

/** Turns whatever a vendor's client threw into a ProviderError that says what to mend. */
export function failureOf(error: unknown, asked: Asked): ProviderError {
  if (error instanceof ProviderError) return error
  const answer = readAnswer(error)
  if (answer) {
    const { kind, detail } = explain(answer, asked)
    const { provider } = asked
    return new ProviderError(provider, kind, { cause: error, detail, retryAfterMs: retryAfterMs(answer.headers) })
  }
  const { kind, detail } = explainConnection(error, asked)
  return new ProviderError(asked.provider, kind, { cause: error, detail })
}

/** The same for a call that could be stopped: then that is the failure, whatever the client threw. */
export function failureUnlessStopped(error: unknown, asked: Asked, signal: AbortSignal): ProviderError {
  if (!signal.aborted) return failureOf(error, asked)
  return new ProviderError(asked.provider, 'unavailable', { cause: error, detail: 'it was stopped' })
}

/** The failure that an HTTP answer stands for. Reads at most its first 64 kB. */
export async function failureOfResponse(response: Response, asked: Asked): Promise<ProviderError> {
  const text = new TextDecoder().decode((await firstBytes(response, FAILURE_BYTES_MAX)).bytes)
  return failureOf(
    Object.assign(new Error('refused'), { status: response.status, headers: response.headers, error: parsed(text) }),
    asked,
  )
}

/** How long the vendor asks us to wait, in milliseconds; dates are read against the answer's own `Date`, not our clock. */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(exact) && exact >= 0) return exact
  const value = headers?.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const wait = Date.parse(value) - Date.parse(headers?.get('date') ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

/** True when the vendor's answer complains about this field of the request, or about something in it. */
export function complainsAbout(error: unknown, field: string): boolean {
  const answer = readAnswer(error)
  const { statuses, words } = COMPLAINTS[field] ?? { statuses: REFUSALS, words: new RegExp(`\\b${field}\\b`, 'i') }
  if (!answer || !statuses.includes(answer.status ?? 0)) return false
  return answer.names.some((name) => name.split(/[.[]/)[0] === field) || words.test(answer.sentence)
}

const REFUSALS = [400, 422]
/** Servers that know no tools say so in many ways: "does not support tools", "requires --enable-auto-tool-choice", "no endpoints that support tool use". */
const COMPLAINTS: Record<string, { statuses: readonly number[]; words: RegExp }> = {
  tools: { statuses: [...REFUSALS, 404, 500, 501], words: /\btools?\b/i },
}

type Explanation = { kind: ProviderErrorKind; detail: string }

function explain(answer: Answer, asked: Asked): Explanation {
  return explainAccount(answer, asked) ?? explainLoad(answer) ?? explainStatus(answer)
}

/** What only the operator can mend. */
function explainAccount({ status, names, sentence }: Answer, { url, model }: Asked): Explanation | null {
  const named = (...wanted: string[]) => wanted.some((name) => names.includes(name))
  const mend = (detail: string): Explanation => ({ kind: 'misconfigured', detail })
  if (
    status === 402 ||
    named('insufficient_quota', 'billing_error', 'quota_exceeded') ||
    /credit balance/i.test(sentence)
  )
    return mend('the account has no credit or quota left')
  if (status === 401 || named('authentication_error', 'invalid_api_key')) return mend('the key was not accepted')
  if (status === 403 || named('permission_error')) return mend(`the key may not use ${model ?? 'this'}`)
  if (status === 400 && /plain HTTP request was sent to HTTPS|HTTP request to an HTTPS server/i.test(sentence))
    return mend(speaksHttps(hostOf(url)))
  const missing = status === 404 || named('not_found_error')
  if (named('model_not_found') || (missing && /model/i.test(sentence)) || /^no such model/i.test(sentence))
    return mend(`there is no model "${model}" at ${hostOf(url)}`)
  if (missing || status === 405) return mend(`${hostOf(url)} answers, but not at this path; check the base URL`)
  return null
}

function explainLoad({ status, names }: Answer): Explanation | null {
  if (status === 529 || names.includes('overloaded_error')) return { kind: 'rate-limited', detail: 'it is overloaded' }
  if (status === 429 || names.includes('rate_limit_error') || names.includes('rate_limit_exceeded'))
    return { kind: 'rate-limited', detail: 'too many requests' }
  return null
}

function explainStatus({ status, names }: Answer): Explanation {
  if (status === undefined)
    return names.includes('invalid_request_error')
      ? { kind: 'refused', detail: 'it did not accept the request' }
      : { kind: 'unavailable', detail: 'it reported a failure of its own' }
  const kind = kindOfStatus(status)
  if (kind === 'refused') return { kind, detail: `it did not accept the request (${status})` }
  return { kind, detail: `it failed on its side (${status})` }
}

function explainConnection(error: unknown, { url }: Asked): Explanation {
  const refused = chain(error).find((link) => link instanceof OutgoingRefused)
  if (refused instanceof OutgoingRefused) return { kind: 'misconfigured', detail: refused.message }
  if (chain(error).some((link) => link instanceof SyntaxError))
    return { kind: 'unavailable', detail: webPage(hostOf(url)) }
  const { detail, lasting } = connectionTrouble(codeOf(error), url)
  return { kind: lasting ? 'misconfigured' : 'unavailable', detail }
}

/** Vendors' clients throw errors with `status`, `headers` and the parsed body as `error`; a failure inside a stream has no status. */
function readAnswer(error: unknown): Answer | null {
  if (!(error instanceof Error) || !('error' in error)) return null
  const { status, headers, error: body } = error as Error & { status?: unknown; headers?: unknown; error?: unknown }
  if (typeof status !== 'number' && !body) return null
  const outer = record(body)
  const inner = { ...record(outer.error), ...record(outer.detail) }
  const { type, code, param, err_code, status: ownName } = { ...outer, ...inner }
  const names = [type, code, param, outer.type, err_code, ownName].filter((name) => typeof name === 'string')
  const sentence = [inner.message, outer.message, outer.err_msg, outer.error, outer.detail].find(
    (text) => typeof text === 'string',
  )
  return {
    status: typeof status === 'number' ? status : undefined,
    headers: headers instanceof Headers ? headers : undefined,
    names: names.map((name) => name.toLowerCase()),
    sentence: typeof sentence === 'string' ? sentence : '',
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}
