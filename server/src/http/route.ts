import type { LimitName } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no sign-in. Every other route is closed. */
    open?: boolean
    /** Also understands `application/x-www-form-urlencoded`. */
    form?: boolean
    /** Understands a form even when its content type claims JSON, as old clients of the login send it. */
    formEvenIfJson?: boolean
    /** Which rate limit counts it; otherwise its path decides. `none` is for routes with a limit of their own. */
    limit?: LimitName | 'none'
    /** Ends in a WebSocket; set by `socketRoute`. */
    socket?: boolean
  }
}

/** What the floor reads from a route's `config`. */
export interface RouteConfig {
  open?: boolean
  form?: boolean
  formEvenIfJson?: boolean
  limit?: LimitName | 'none'
  socket?: boolean
}
