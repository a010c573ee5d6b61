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
export function answerWithFailure(vendor: 'anthropic' | 'openai', scene: FailureScene, response: ServerResponse) {
  if (scene === 'rate-limited') response.setHeader('retry-after', '2')
  if (scene === 'wrong-path' || scene === 'bad-gateway') {
    response.writeHead(FAILURES[scene].status, { 'content-type': 'text/html' }).end('<html><h1>Not Found</h1></html>')
    return
  }
  const body = vendor === 'anthropic' ? ANTHROPIC_BODIES[scene] : OPENAI_BODIES[scene]
  const status = vendor === 'anthropic' && scene === 'no-credit' ? 400 : FAILURES[scene].status
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

/** What a failing call threw; fails the test when it did not. */
export async function failureFrom(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  return error as ProviderError
}

/** Every vendor over HTTP tells its failures apart, in words for the operator, without the key. */
export function tellsFailuresApart(call: (scene: FailureScene) => Promise<unknown>) {
  describe('tells failures apart', () => {
    test.each(Object.keys(FAILURES).filter(isFailure))('%s', async (scene) => {
      const { kind, detail } = FAILURES[scene]
      const error = await failureFrom(call(scene))
      expect(error).toMatchObject({ kind, retryable: kind === 'unavailable' || kind === 'rate-limited' })
      expect(error.detail).toMatch(detail)
      expect(error.message).not.toContain(SECRET_KEY)
      expect(error.retryAfterMs).toBe(scene === 'rate-limited' ? 2_000 : undefined)
    })
  })
}
