import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts'

/** A key that no message may show. */
export const SECRET_KEY = 'sk-secret-0123456789'

/** The ways a vendor's HTTP answer can be a failure, and what each has to become. */
export const FAILURES = {
  'rate-limited': { status: 429, kind: 'rate-limited', detail: /too many requests/ },
  overloaded: { status: 529, kind: 'rate-limited', detail: /overloaded/ },
  broken: { status: 500, kind: 'unavailable', detail: /failed on its side/ },
  'bad-gateway': { status: 502, kind: 'unavailable', detail: /failed on its side/ },
  'bad-key': { status: 401, kind: 'misconfigured', detail: /key was not accepted/ },
  'missing-model': { status: 404, kind: 'misconfigured', detail: /there is no model/ },
  'wrong-path': { status: 404, kind: 'misconfigured', detail: /not at this path/ },
  'no-credit': { status: 429, kind: 'misconfigured', detail: /no credit or quota/ },
  'too-large': { status: 413, kind: 'refused', detail: /did not accept/ },
} satisfies Record<string, { status: number; kind: ProviderErrorKind; detail: RegExp }>

export type FailureScene = keyof typeof FAILURES

/** True when a scene's name is that of a failure. */
export function isFailure(scene: string): scene is FailureScene {
  return scene in FAILURES
}

/** Answers as the vendors do. Each quotes the key where the real one does, to see that it is not passed on. */
export function answerWithFailure(vendor: keyof typeof BODIES, scene: FailureScene, response: ServerResponse) {
  if (scene === 'rate-limited') response.setHeader('retry-after', '2')
  if (scene === 'wrong-path' || scene === 'bad-gateway') {
    response.writeHead(FAILURES[scene].status, { 'content-type': 'text/html' }).end('<html><h1>Not Found</h1></html>')
    return
  }
  const bodies: Partial<Record<FailureScene, unknown>> = BODIES[vendor]
  const body = bodies[scene]
  const status = STATUSES[vendor]?.[scene] ?? FAILURES[scene].status
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const anthropicError = (type: string, message: string) => ({ type: 'error', error: { type, message } })
const ANTHROPIC_BODIES: Partial<Record<FailureScene, unknown>> = {
  'rate-limited': anthropicError(
    'rate_limit_error',
    'Number of request tokens has exceeded your per-minute rate limit',
  ),
  overloaded: anthropicError('overloaded_error', 'Overloaded'),
  broken: anthropicError('api_error', 'Internal server error'),
  'bad-key': anthropicError('authentication_error', `invalid x-api-key ${SECRET_KEY}`),
  'missing-model': anthropicError('not_found_error', 'model: claude-nobody'),
  'no-credit': anthropicError('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
  'too-large': anthropicError('request_too_large', 'Request exceeds the maximum size'),
}

const openAiError = (message: string, type: string, code: string | null) => ({
  error: { message, type, param: null, code },
})
const OPENAI_BODIES: Partial<Record<FailureScene, unknown>> = {
  'rate-limited': openAiError('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'),
  overloaded: openAiError('The engine is currently overloaded', 'server_error', null),
  broken: openAiError('The server had an error while processing your request', 'server_error', null),
  'bad-key': openAiError(`Incorrect API key provided: ${SECRET_KEY}.`, 'invalid_request_error', 'invalid_api_key'),
  'missing-model': openAiError('The model `nobody` does not exist', 'invalid_request_error', 'model_not_found'),
  'no-credit': openAiError('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
  'too-large': openAiError('Maximum content size limit exceeded', 'server_error', null),
}

const deepgramError = (err_code: string, err_msg: string) => ({ err_code, err_msg, request_id: 'a' })
const DEEPGRAM_BODIES: Partial<Record<FailureScene, unknown>> = {
  'rate-limited': deepgramError('TOO_MANY_REQUESTS', 'Too many requests. Please try again later.'),
  overloaded: deepgramError('SERVICE_UNAVAILABLE', 'Service unavailable'),
  broken: deepgramError('INTERNAL_SERVER_ERROR', 'Internal server error'),
  'bad-key': deepgramError('INVALID_AUTH', `Invalid credentials: ${SECRET_KEY}`),
  'missing-model': deepgramError('Bad Request', 'No such model/language/tier combination found.'),
  'no-credit': deepgramError('ASR_PAYMENT_REQUIRED', 'Project does not have enough credits for an ASR request.'),
  'too-large': deepgramError('PAYLOAD_TOO_LARGE', 'The payload is too large'),
}

const elevenLabsError = (status: string, message: string) => ({ detail: { status, message } })
const ELEVENLABS_BODIES: Partial<Record<FailureScene, unknown>> = {
  'rate-limited': elevenLabsError('too_many_concurrent_requests', 'Too many concurrent requests.'),
  overloaded: elevenLabsError('system_busy', 'We are currently experiencing heavy traffic.'),
  broken: elevenLabsError('internal_server_error', 'Something went wrong'),
  'bad-key': elevenLabsError('invalid_api_key', `Invalid API key ${SECRET_KEY}`),
  'missing-model': elevenLabsError('model_not_found', 'A model with this ID does not exist'),
  'no-credit': elevenLabsError('quota_exceeded', 'This request exceeds your quota.'),
  'too-large': elevenLabsError('max_character_limit_exceeded', 'This text exceeds the character limit'),
}

const tavilyError = (error: string) => ({ detail: { error } })
const TAVILY_BODIES: Partial<Record<FailureScene, unknown>> = {
  'rate-limited': tavilyError(
    'Your request has been blocked due to excessive requests. Please reduce the rate of requests.',
  ),
  broken: tavilyError('Internal Server Error'),
  'bad-key': tavilyError(`Unauthorized: missing or invalid API key ${SECRET_KEY}.`),
  'no-credit': tavilyError("This request exceeds your plan's set usage limit. Please upgrade your plan."),
}

const BODIES = {
  anthropic: ANTHROPIC_BODIES,
  openai: OPENAI_BODIES,
  deepgram: DEEPGRAM_BODIES,
  elevenlabs: ELEVENLABS_BODIES,
  tavily: TAVILY_BODIES,
  searxng: { 'rate-limited': 'Too Many Requests', broken: 'Internal Server Error' },
  wikipedia: { 'rate-limited': 'Too many requests', broken: { errorKey: 'internal' } },
  arxiv: { 'rate-limited': 'Rate exceeded.', broken: 'Internal Server Error' },
} satisfies Record<string, Partial<Record<FailureScene, unknown>>>
/** Where a vendor chose another status than most. */
const STATUSES: Partial<Record<keyof typeof BODIES, Partial<Record<FailureScene, number>>>> = {
  anthropic: { 'no-credit': 400 },
  deepgram: { 'no-credit': 402, 'missing-model': 400 },
  tavily: { 'no-credit': 432 },
  elevenlabs: { 'no-credit': 401, 'missing-model': 400, 'too-large': 400 },
}

/** What a failing call threw; fails the test when it did not. */
export async function failureFrom(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return error as ProviderError
}

/** Every vendor over HTTP tells its failures apart, in words for the operator, without the key. `scenes`: those it knows; unset: all. */
export function tellsFailuresApart(
  call: (scene: FailureScene) => Promise<unknown>,
  scenes: readonly FailureScene[] = Object.keys(FAILURES).filter(isFailure),
) {
  describe('tells failures apart', () => {
    test.each(scenes)('%s', async (scene) => {
      const { kind, detail } = FAILURES[scene]
      const error = await failureFrom(call(scene))
      expect(error).toMatchObject({ kind, retryable: kind === 'unavailable' || kind === 'rate-limited' })
      expect(error.detail).toMatch(detail)
      expect(error.message).not.toContain(SECRET_KEY)
      expect(error.retryAfterMs).toBe(scene === 'rate-limited' ? 2_000 : undefined)
    })
  })
}
