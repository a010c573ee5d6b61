import type { App } from './app.ts'
import type { LimitName } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no sign-in. Every other route is closed. */
    open?: boolean
    /** Also understands `application/x-www-form-urlencoded`, even when the content type claims JSON, as old clients of the login send it. */
    formEvenIfJson?: boolean
    /** Which rate limit counts it; otherwise its path decides. `none` is for routes with a limit of their own. */
    limit?: LimitName | 'none'
    /** Ends in a WebSocket; set by `socketRoute`. */
    socket?: boolean
  }
}

/** A route as it was added. */
export interface KnownRoute {
  method: string
  url: string
  open: boolean
  /** Not in the API's description: pages, files, sockets. */
  hidden: boolean
}

/** Remembers every route that is added from here on, in order. */
export function rememberRoutes(app: App): KnownRoute[] {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const name of [method].flat()) {
      routes.push({ method: name, url, open: config?.open === true, hidden: schema?.hide === true })
    }
  })
  return routes
}
