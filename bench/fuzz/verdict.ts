import { TurnEvent } from '@lva/contracts/conversation'
import { ProblemBody, ValidationBody } from '@lva/contracts/problem'
import { z } from 'zod'
import type { OpenApi, Operation, Shape } from '../../server/src/http/openapi-document.ts'
import type { Attempt } from './requests.ts'
import type { Reply } from './send.ts'

const STACK = /\bat (?:async )?[\w.<>[\] ]* ?\(?(?:file:|node:|\/)[^\s)]+:\d+:\d+|node_modules|SQLITE_|\berrno\b/
const AnyProblem = z.union([ValidationBody, ProblemBody])

/** Says what is wrong with an answer, if anything. `secrets` may be in no answer at all, `foreign` words in none to this caller. */
export function createVerdict(api: OpenApi, { secrets }: { secrets: readonly string[] }) {
  const schemas = new Map<unknown, z.ZodType>()

  const documented = (operation: Operation | null, status: number): { schema: Shape | undefined } | null => {
    const answer = operation?.responses?.[status] ?? operation?.responses?.default
    if (!answer) return null
    const name = answer.$ref?.split('/').at(-1)
    const whole = name ? api.components?.responses?.[name] : answer
    return { schema: whole?.content?.['application/json']?.schema }
  }

  function schemaOf(shape: Shape): z.ZodType {
    let schema = schemas.get(shape)
    if (!schema) {
      schema = z.fromJSONSchema(withoutReferences(shape, api) as z.core.JSONSchema.JSONSchema)
      schemas.set(shape, schema)
    }
    return schema
  }

  function shapeFault({ operation, method }: Attempt, reply: Reply): string | null {
    const { status, headers, text } = reply
    if (method === 'HEAD' || status === 204 || status === 304) return text === '' ? null : 'a body where none may be'
    if (status >= 400) return problemFault(reply)
    const type = headers['content-type'] ?? ''
    if (type.startsWith('text/event-stream')) return eventFault(text)
    if (!operation || !type.startsWith('application/json') || headers['content-disposition']) return null
    return documentedFault(operation, reply)
  }

  function documentedFault(operation: Operation, { status, text }: Reply): string | null {
    const expected = documented(operation, status)
    if (!expected) return `an undocumented ${status}`
    if (!expected.schema) return null
    const parsed = schemaOf(expected.schema).safeParse(JSON.parse(text))
    const issue = parsed.error?.issues[0]
    return issue ? `not as documented: ${issue.path.join('.')} ${issue.message}` : null
  }

  return function faultOf(attempt: Attempt, reply: Reply, { foreign }: { foreign: readonly string[] }): string | null {
    const { status, headers, text } = reply
    if (status >= 500) return `status ${status}: ${text.slice(0, 200)}`
    const all = `${JSON.stringify(headers)}\n${text}`
    const leaked = secrets.findIndex((secret) => all.includes(secret))
    if (leaked >= 0) return `secret ${leaked} in the answer`
    const words = foreign.find((word) => all.toLowerCase().includes(word))
    if (words) return `somebody else’s word: ${words}`
    if (STACK.test(all)) return `internals in the answer: ${STACK.exec(all)?.[0]}`
    for (const name of ['x-request-id', 'x-response-time', 'x-content-type-options', 'content-security-policy'])
      if (!headers[name]) return `no ${name}`
    return shapeFault(attempt, reply)
  }
}

function problemFault({ status, headers, text }: Reply): string | null {
  const isJson = headers['content-type']?.startsWith('application/json')
  if (!isJson || !AnyProblem.safeParse(JSON.parse(text)).success) return `a ${status} that is no problem`
  return status === 401 && !headers['www-authenticate'] ? 'a 401 without WWW-Authenticate' : null
}

function eventFault(text: string): string | null {
  for (const block of text.split('\n\n')) {
    if (block === '' || block.startsWith(':')) continue
    const [, type, data] = /^event: (\S+)\ndata: (.*)$/s.exec(block) ?? []
    const event = data === undefined ? null : TurnEvent.safeParse({ type, ...JSON.parse(data) })
    if (!event?.success) return `not an event: ${block.slice(0, 100)}`
  }
  return null
}

function withoutReferences(value: unknown, api: OpenApi): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutReferences(inner, api))
  if (typeof value !== 'object' || value === null) return value
  const { $ref } = value as { $ref?: unknown }
  if (typeof $ref === 'string') return withoutReferences(api.components?.schemas?.[$ref.split('/').at(-1) ?? ''], api)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner, api)]))
}
