import type { Scope } from '@lva/contracts/accounts'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import type { App } from './app.ts'
import type { LimitName } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no sign-in. Every other route is closed. */
    open?: boolean
    /** For administrators, and for the admin key where nothing is changed. Every route below `/admin` has to say so. */
    admin?: boolean
    /** What a personal access token needs to come in here. A route that says nothing is closed to them; one of administrators needs `admin`. */
    scope?: Exclude<Scope, 'admin'>
    /** Also understands `application/x-www-form-urlencoded`, even when the content type claims JSON, as old clients of the login send it. */
    formEvenIfJson?: boolean
    /** Which rate limit counts it; otherwise its path decides. `none` is for routes with a limit of their own. */
    limit?: LimitName | 'none'
    /** Its body is read as it comes and never held in memory. */
    streamed?: boolean
    /** Ends in a WebSocket; set by `socketRoute`. */
    socket?: boolean
  }
}

/** A route as it was added. */
export interface KnownRoute {
  method: string
  url: string
  open: boolean
  admin: boolean
  /** What a personal access token needs; null: none is enough. */
  scope: Scope | null
  /** Not in the API's description: pages, files, sockets. */
  hidden: boolean
  /** What it takes and says of itself, in zod. */
  schema: FastifySchema
}

const BELOW_ADMIN = /^\/admin(?:\/|$)/i
const NEVER_BY_TOKEN = /^\/api\/(?:auth|user|gdpr)(?:\/|$)/i

/** What a personal access token needs on a route; null: none is enough. */
export function scopeOf({ open, admin, scope }: FastifyContextConfig): Scope | null {
  if (open) return null
  return admin ? 'admin' : (scope ?? null)
}

/**
 * Remembers every route that is added from here on, in order. Throws Error on one below `/admin` that is not for administrators only, and
 * on one of the account itself that a personal access token would open.
 */
export function rememberRoutes(app: App): KnownRoute[] {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    const [open, admin] = [config?.open === true, config?.admin === true]
    // A slip here would show everybody everything, so such a server does not start.
    if (admin ? open : BELOW_ADMIN.test(url)) throw new Error(`${url} has to be for administrators only.`)
    const scope = scopeOf(config ?? {})
    if (scope && NEVER_BY_TOKEN.test(url)) throw new Error(`${url} must not be opened by a personal access token.`)
    for (const name of [method].flat()) {
      routes.push({ method: name, url, open, admin, scope, hidden: schema?.hide === true, schema: schema ?? {} })
    }
  })
  return routes
}
