import { PROBLEMS, type ProblemCode } from '@lva/contracts/problem'

/** A failure the caller can do something about. Anything else thrown is a bug and becomes a 500. */
export class Problem extends Error {
  readonly code: ProblemCode
  /** Seconds after which trying again makes sense; travels as `Retry-After`. */
  readonly retryAfter: number | undefined
  /** Further fields of the answer's body, e.g. the exchange that was kept. Never the rejected input. */
  readonly fields: Record<string, unknown>

  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; retryAfter?: number; fields?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.retryAfter = options.retryAfter
    this.fields = options.fields ?? {}
  }

  /** The HTTP status this problem travels as. */
  get status(): number {
    return PROBLEMS[this.code].status
  }
}
