/**
 * Why a provider failed. `unavailable`: it could not be reached, broke off, or is too slow; `rate-limited`: it asked us to wait;
 * `refused`: it understood and declined; `misconfigured`: wrong key, path or model, or no credit left: only the operator can mend it;
 * `spent`: it was not asked, because the learner's day is used up.
 */
export type ProviderErrorKind = 'unavailable' | 'rate-limited' | 'refused' | 'misconfigured' | 'spent'

/** The only error a provider lets out. `retryable` is decided here, once, so nobody else reads status codes. */
export class ProviderError extends Error {
  readonly provider: string
  readonly kind: ProviderErrorKind
  readonly retryable: boolean
  /** What is wrong, in plain words an operator (`spent`: the learner) can act on. Never a key, never what was said. */
  readonly detail: string | undefined
  /** What the vendor asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    provider: string,
    kind: ProviderErrorKind,
    options: { cause?: unknown; detail?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(
      `${provider} is ${kind}${options.detail ? `: ${options.detail}` : ''}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'ProviderError'
    this.provider = provider
    this.kind = kind
    this.retryable = kind === 'unavailable' || kind === 'rate-limited'
    this.detail = options.detail
    this.retryAfterMs = options.retryAfterMs
  }
}

/** What an HTTP status says about a vendor. 408, 409, 425 and 5xx may pass; 404 means a wrong path or model; 402 an empty account. */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 401 || status === 402 || status === 403 || status === 404) return 'misconfigured'
  if (status === 429 || status === 529) return 'rate-limited'
  return status >= 500 || status === 408 || status === 409 || status === 425 ? 'unavailable' : 'refused'
}
