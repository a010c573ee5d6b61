import swagger from '@fastify/swagger'
import { ProblemBody, ValidationBody } from '@lva/contracts/problem'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from './app.ts'
import type { OpenApi, Operation } from './openapi-document.ts'
import { scopeOf } from './route.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const answer = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
})

/** Collects every route that is added from here on into an OpenAPI 3.1 document. */
export async function describeRoutes(app: App, { version }: { version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Learning Voice Agent',
        version,
        description: 'A companion you talk to while you learn. JSON in and out; instants are RFC 3339 in UTC.',
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          personalToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'lva_pat_…',
            description: 'A personal access token that has the scope. See docs/security/JWT_API_DOCUMENTATION.md.',
          },
          adminKey: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Admin-Key',
            description: 'ADMIN_API_KEY: reads what administrators may read, changes nothing.',
          },
        },
        // biome-ignore lint/suspicious/noExplicitAny: two libraries spell the same JSON Schema as two types
        schemas: { Problem: jsonSchema(ProblemBody), ValidationProblem: jsonSchema(ValidationBody) } as any,
        responses: {
          Problem: answer('A problem; `code` says which.', 'Problem'),
          SignInRequired: answer('No access token, or one that is not good any more.', 'Problem'),
          NotValid: answer(
            'The input does not fit. `detail` says where; the rejected value is never echoed.',
            'ValidationProblem',
          ),
          TooManyRequests: answer('Too many requests; `Retry-After` says for how many seconds.', 'Problem'),
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document)
      const { open = false, admin = false } = document.route?.config ?? {}
      const reads = [document.route?.method].flat().includes('GET')
      const scope = scopeOf(document.route?.config ?? {})
      const signIns: Record<string, string[]>[] = [{ bearer: [] }]
      if (scope) signIns.push({ personalToken: [scope] })
      if (admin && reads) signIns.push({ adminKey: [] })
      return { url, schema: { ...schema, security: open ? [] : signIns } }
    },
    transformObject: (document) => {
      const described = 'openapiObject' in document ? document.openapiObject : {}
      for (const path of Object.values((described as OpenApi).paths ?? {})) {
        for (const method of METHODS) if (path[method]) addProblems(path[method])
      }
      return described
    },
  })
}

/** The API as an OpenAPI 3.1 document whose keys are in a stable order, so that two runs give the same text. */
export async function describeApi(app: App): Promise<OpenApi> {
  await app.ready()
  return sorted(app.swagger()) as OpenApi
}

function addProblems(operation: Operation): void {
  const name = (response: string) => ({ $ref: `#/components/responses/${response}` })
  operation.responses = {
    ...(operation.security?.length && { 401: name('SignInRequired') }),
    ...((operation.requestBody || operation.parameters?.length) && { 422: name('NotValid') }),
    429: name('TooManyRequests'),
    default: name('Problem'),
    ...operation.responses,
  }
}

function jsonSchema(schema: z.ZodType) {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema)
  return shape
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}
