import type { Scope } from '@lva/contracts/accounts'
import type { FastifySchema } from 'fastify'
import { z } from 'zod'
import type { KnownRoute } from '../http/route.ts'
import { OFFERED, type Offered } from './offered.ts'

/** Where an argument of a tool goes in the request that carries it out. */
export type Place = 'params' | 'querystring' | 'body'

/** A tool as clients of the Model Context Protocol see it, and how a call of it becomes a request to a route of ours. */
export interface McpTool {
  name: string
  title: string
  description: string
  inputSchema: InputSchema
  annotations: { title: string; readOnlyHint: boolean; destructiveHint: boolean; openWorldHint: boolean }
  /** What a personal access token needs. */
  scope: Exclude<Scope, 'admin'>
  method: KnownRoute['method']
  /** Address of the route, with its `:parameters`. */
  url: string
  places: ReadonlyMap<string, Place>
  /** Fields of the body that get an id of their own in each call. */
  made: readonly string[]
}

/** A JSON Schema (2020-12) of an object, as far as it is put together here. */
interface InputSchema {
  [key: string]: unknown
  type: 'object'
  properties: Record<string, object>
  required: string[]
  additionalProperties: false
}

/**
 * The tools among the routes of an application: name, description and input are what the routes themselves say, so that neither can change
 * without the other. Throws Error for a route that is not there, that no personal token opens, or whose input is no object of named
 * fields: such a server does not start.
 */
export function toolsOf(routes: readonly KnownRoute[], offered: readonly Offered[] = OFFERED): McpTool[] {
  return offered.map((one) => {
    const route = routes.find(({ method, url }) => `${method} ${url}` === one.route)
    if (!route) throw new Error(`${one.route} is offered over MCP, and there is no such route.`)
    return toolOf(route, one)
  })
}

function toolOf(
  { method, url, scope, schema }: KnownRoute,
  { tool: name, without = [], made = [], destroys, outside }: Offered,
): McpTool {
  if (scope !== 'read' && scope !== 'write') throw new Error(`${method} ${url} is opened by no personal access token.`)
  const { summary = name, description } = schema
  const readOnlyHint = scope === 'read'
  return {
    ...{ name, title: summary, description: [summary, description].filter(Boolean).join('. '), scope, method, url },
    ...{ ...inputOf(schema, { without, made }), made },
    annotations: {
      ...{ title: summary, readOnlyHint, openWorldHint: outside === true },
      // What is posted is added; every other way of writing puts something in the place of something.
      destructiveHint: !readOnlyHint && (destroys === true || method !== 'POST'),
    },
  }
}

function inputOf(
  schema: FastifySchema,
  { without, made }: Required<Pick<Offered, 'without' | 'made'>>,
): Pick<McpTool, 'inputSchema' | 'places'> {
  const places = new Map<string, Place>()
  const inputSchema: InputSchema = { type: 'object', properties: {}, required: [], additionalProperties: false }
  for (const place of ['params', 'querystring', 'body'] as const) {
    const { properties, required } = fieldsOf(schema[place])
    for (const [name, shape] of Object.entries(properties)) {
      if (without.includes(name) || (place === 'body' && made.includes(name))) continue
      if (places.has(name)) throw new Error(`${name} is there twice.`)
      places.set(name, place)
      inputSchema.properties[name] = shape
      if (required.includes(name)) inputSchema.required.push(name)
    }
  }
  return { inputSchema, places }
}

function fieldsOf(schema: unknown): { properties: Record<string, object>; required: readonly string[] } {
  if (schema === undefined) return { properties: {}, required: [] }
  if (!(schema instanceof z.ZodType)) throw new Error('Its input is said in no schema of zod.')
  const { type, properties, required = [], anyOf = [] } = z.toJSONSchema(schema, { io: 'input' }) as Shape
  if (type === 'object' && properties) return { properties, required }
  // One thing or another: each may be given, and the route says which belong together.
  const [first, ...others] = anyOf
  if (!first || anyOf.some((one) => one.type !== 'object')) throw new Error('Its input is no object of named fields.')
  return {
    properties: Object.assign({}, ...anyOf.map((one) => one.properties)),
    required: (first.required ?? []).filter((name) => others.every((one) => one.required?.includes(name))),
  }
}

interface Shape {
  type?: string
  properties?: Record<string, object>
  required?: string[]
  anyOf?: Shape[]
}
