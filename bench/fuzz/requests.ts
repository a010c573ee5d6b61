import type { OpenApi, Operation, Shape } from '../../server/src/http/openapi-document.ts'
import { exampleOf } from '../../server/src/http/shapes.ts'
import type { Random } from '../random.ts'
import {
  NASTY_BODIES,
  NASTY_HEADERS,
  NASTY_METHODS,
  NASTY_PATHS,
  NASTY_TEXTS,
  NASTY_TYPES,
  NASTY_VALUES,
} from './nastiness.ts'

/** One request as it goes out. */
export interface Attempt {
  /** The documented route it aims at; the table counts by it. */
  route: string
  operation: Operation | null
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | null
}

/** Ids that exist, whoever they belong to. */
export interface Ids {
  exchanges: readonly string[]
  sessions: readonly string[]
  signIns: readonly string[]
  refreshTokens: readonly string[]
}

const NOBODYS_ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Makes requests from an API's own description: valid ones, nearly valid ones, and ones nobody should send. */
export function createRequests(api: OpenApi, { chance, ids }: { chance: Random; ids: () => Ids }) {
  const operations = Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) =>
      item[method] ? [{ path, method: method.toUpperCase(), operation: item[method] }] : [],
    ),
  )
  const resolve = (shape: Shape): Shape =>
    shape.$ref ? (api.components?.schemas?.[shape.$ref.split('/').at(-1) ?? ''] ?? {}) : shape

  function parameter(name: string, path: string): string {
    const known = ids()
    if (chance.often(0.25)) return chance.pick(NASTY_TEXTS)
    if (name === 'session_id') return chance.pick(known.sessions)
    if (path.includes('/auth/sessions/')) return chance.pick([...known.signIns, NOBODYS_ID])
    return chance.pick([...known.exchanges, NOBODYS_ID])
  }

  function query(operation: Operation): string {
    const pairs = (operation.parameters ?? [])
      .filter((one) => one.in === 'query' && (one.required || chance.often(0.4)))
      .flatMap(({ name, schema = {} }) => {
        const usual = name === 'before' || name === 'around' ? chance.pick(ids().exchanges) : exampleOf(schema, resolve)
        const value = chance.often(0.4) ? chance.pick(NASTY_VALUES) : usual
        const pair = `${name}=${encoded(typeof value === 'object' ? JSON.stringify(value) : String(value))}`
        return chance.often(0.1) ? [pair, pair] : [pair]
      })
    if (chance.often(0.05)) pairs.push('__proto__=1', 'a[b]=c', '=&&=%')
    return pairs.length > 0 ? `?${pairs.join('&')}` : ''
  }

  function body(operation: Operation): unknown {
    const schema = operation.requestBody?.content['application/json']?.schema
    if (!schema) return null
    const fields = resolve(schema).properties ?? {}
    const value = exampleOf(schema, resolve) as Record<string, unknown>
    if (typeof value !== 'object' || value === null) return value
    for (const [name, shape] of Object.entries(fields)) {
      if (chance.often(0.3)) value[name] = usual(name, shape)
      if (chance.often(0.15)) value[name] = chance.pick(NASTY_VALUES)
      if (chance.often(0.05)) delete value[name]
    }
    if (chance.often(0.1)) value[chance.pick(NASTY_TEXTS)] = chance.pick(NASTY_VALUES)
    return value
  }

  function usual(name: string, shape: Shape): unknown {
    const known = ids()
    if (name === 'session_id') return chance.pick(known.sessions)
    if (name === 'refresh_token') return chance.pick(known.refreshTokens)
    if (name === 'audio_base64') return chance.pick(['AAAA', '====', 'data:audio/wav;base64,UklGRg==', 'T2dnUw'])
    if (name === 'email' || name === 'username') return `p${chance.below(40)}@example.org`
    const choices = shape.enum ?? (shape.anyOf ?? []).flatMap((one) => one.enum ?? [])
    return choices.length > 0 ? chance.pick(choices) : exampleOf(shape, resolve, name)
  }

  return {
    /** Every documented route, as the table names it. */
    routes: operations.map(({ method, path }) => `${method} ${path}`),

    next(): Attempt {
      if (chance.often(0.04)) {
        const path = chance.pick(NASTY_PATHS)
        return { route: '(no route)', operation: null, method: 'GET', path, headers: {}, body: null }
      }
      const { path, method, operation } = chance.pick(operations)
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(parameter(name, path)))
      const content = body(operation)
      const attempt: Attempt = {
        route: `${method} ${path}`,
        operation,
        method,
        path: filled + query(operation),
        headers: content === null ? {} : { 'content-type': 'application/json' },
        body: content === null ? null : JSON.stringify(content),
      }
      if (chance.often(0.1)) Object.assign(attempt, { body: chance.pick(NASTY_BODIES), operation })
      if (chance.often(0.06)) attempt.headers['content-type'] = chance.pick(NASTY_TYPES)
      if (chance.often(0.15)) Object.assign(attempt.headers, chance.pick(NASTY_HEADERS))
      if (chance.often(0.06)) attempt.method = chance.pick(NASTY_METHODS)
      return attempt
    },
  }
}

// A half of a surrogate pair cannot be percent-encoded; its three bytes can.
function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
}
