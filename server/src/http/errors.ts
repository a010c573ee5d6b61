import type { ProblemBody, ValidationBody } from '@lva/contracts/problem'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Problem } from '../problem.ts'
import { isRecord } from '../records.ts'

/** Input that does not fit its schema. Fastify adds where it was found. */
class InvalidInput extends Error {
  readonly issues: z.core.$ZodIssue[]
  /** `body`, `querystring`, `params` or `headers`. */
  validationContext?: string

  constructor(issues: z.core.$ZodIssue[]) {
    super('The input does not fit its schema.')
    this.name = 'InvalidInput'
    this.issues = issues
  }
}

/** Checks input with a zod schema; the compiler Fastify asks for every route. */
export function validatorCompiler({ schema }: { schema: z.ZodType }) {
  return (data: unknown) => {
    const result = schema.safeParse(data)
    return result.success ? { value: result.data } : { error: new InvalidInput(result.error.issues) }
  }
}

/** Answers any error as JSON. What the caller cannot act on is a 500 that says nothing but its request id. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof InvalidInput) {
    reply.code(422).send(validationBody(error, request.id))
    return
  }
  const problem = problemOf(error)
  if (problem.code === 'internal') request.log.error({ err: error }, 'request failed')
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (problem.retryAfter !== undefined) reply.header('Retry-After', problem.retryAfter)
  reply.code(problem.status).send(problemBody(problem, request.id))
}

/** What an error means to a caller. Anything we did not foresee becomes `internal` with a sentence that leaks nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { statusCode, code }: Record<string, unknown> = isRecord(error) ? error : {}
  if (statusCode === 413) return new Problem('too-large', 'That is larger than this address accepts.', { cause: error })
  if (statusCode === 415) {
    return new Problem('unsupported-media-type', 'This address does not understand that content type.', {
      cause: error,
    })
  }
  if (statusCode === 404) return new Problem('not-found', 'There is nothing at this address.', { cause: error })
  if (statusCode === 403) return new Problem('forbidden', 'This is not open to you.', { cause: error })
  // Fastify's own 4xx (a bad URL, a wrong content length), or node's for an upload that was cut short.
  if (
    typeof statusCode === 'number' &&
    statusCode >= 400 &&
    statusCode < 500 &&
    typeof code === 'string' &&
    (code.startsWith('FST_') || code === 'ECONNRESET')
  ) {
    return new Problem('bad-request', 'The request could not be understood.', { cause: error })
  }
  return new Problem('internal', 'Something went wrong on our side. Nothing you sent was the cause.', { cause: error })
}

/** The JSON body of a problem. */
export function problemBody(problem: Problem, requestId: string): ProblemBody | ValidationBody {
  if (problem.code === 'validation-failed') {
    const loc = (problem.fields.loc as (string | number)[] | undefined) ?? ['body']
    return { detail: [{ loc, msg: problem.message, type: 'value_error' }], code: problem.code, request_id: requestId }
  }
  return { ...problem.fields, detail: problem.message, code: problem.code, request_id: requestId }
}

const WHERE: Record<string, string> = { querystring: 'query' }

function validationBody({ issues, validationContext = 'body' }: InvalidInput, requestId: string): ValidationBody {
  const detail = issues.slice(0, 50).map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    return {
      loc: [WHERE[validationContext] ?? validationContext, ...issue.path.map(step)],
      msg: missing ? 'This field is required.' : issue.message,
      type: missing ? 'missing' : issue.code,
    }
  })
  return { detail, code: 'validation-failed', request_id: requestId }
}

// A path may hold a key the caller made up, of any length.
const step = (part: PropertyKey) => (typeof part === 'number' ? part : String(part).slice(0, 100))
