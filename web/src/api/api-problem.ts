import type { ProblemCode } from '@lva/contracts/problem'

/** What a field of a form did wrong; `name` is the last part of where. */
export type FieldFault = { name: string; message: string }

/** The server said no, and why. `detail` is a sentence for the person. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  readonly code: ProblemCode | 'unreadable'
  readonly detail: string
  readonly fields: FieldFault[]
  readonly retryAfterSeconds: number | null
  readonly requestId: string | null
  /** Further facts some problems carry, such as `exchange_id` and `kept`. */
  readonly facts: Record<string, unknown>

  constructor(problem: Omit<ApiProblem, 'name' | 'message' | 'stack' | 'cause'>) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.fields = problem.fields
    this.retryAfterSeconds = problem.retryAfterSeconds
    this.requestId = problem.requestId
    this.facts = problem.facts
  }
}

/** The server could not be reached; whether it got the request is unknown. */
export class Offline extends Error {
  override name = 'Offline'
}

/** Reads the answer of a refused request, whatever shape it has: a proxy's page is no problem of ours. */
export async function readProblem(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => null)
  const facts = isRecord(body) ? body : {}
  const faults = Array.isArray(facts.detail) ? facts.detail.filter(isFault) : []
  const fields = faults.map((fault) => ({ name: String(fault.loc.at(-1) ?? ''), message: fault.msg }))
  const sentence = typeof facts.detail === 'string' ? facts.detail : fields.map((field) => field.message).join(' ')
  return new ApiProblem({
    status: answer.status,
    code: typeof facts.code === 'string' ? (facts.code as ProblemCode) : 'unreadable',
    detail: sentence || `The server answered ${answer.status}.`,
    fields,
    retryAfterSeconds: retryAfter(answer.headers.get('retry-after')),
    requestId: answer.headers.get('x-request-id'),
    facts,
  })
}

function retryAfter(header: string | null): number | null {
  const seconds = Number(header)
  return header !== null && Number.isFinite(seconds) ? seconds : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isFault = (value: unknown): value is { loc: unknown[]; msg: string } =>
  isRecord(value) && Array.isArray(value.loc) && typeof value.msg === 'string'
