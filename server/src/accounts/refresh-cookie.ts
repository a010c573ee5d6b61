import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { originAllowed } from '../http/origins.ts'
import { Problem } from '../problem.ts'

/** What decides where our pages live and how they are reached. */
export interface PageSettings {
  publicUrl: string | null
  /** Development: pages of `localhost` and `127.0.0.1` are ours on any port. */
  allowLocalhost: boolean
}

/** The only cookie there is. */
export const REFRESH_COOKIE = { name: 'lva_refresh', path: '/api/auth' }

const NAME = REFRESH_COOKIE.name
const WHERE = { path: REFRESH_COOKIE.path, httpOnly: true, sameSite: 'strict' } as const

/** True when the request comes from the web app, whose refresh token no script may read. */
export const isWebApp = (request: FastifyRequest): boolean => request.headers['x-client'] === 'web'

/** The refresh token in the request's cookie, or null. */
export function refreshCookie(request: FastifyRequest): string | null {
  return parseCookie(request.headers.cookie ?? '')[NAME] || null
}

/** Throws Problem `origin-refused` unless a page of ours sent the request: a cookie comes along whoever wrote the page. */
export function requireOwnPage(request: FastifyRequest, { publicUrl, allowLocalhost }: PageSettings): void {
  const { origin } = request.headers
  const own = originAllowed({ origin, host: request.host, corsOrigins: [], publicUrl, validate: true, allowLocalhost })
  if (origin === undefined || !own) {
    throw new Problem(
      'origin-refused',
      'Only a page of this server may use the sign-in kept in the browser. Behind a proxy, set PUBLIC_URL.',
    )
  }
}

/** Leaves the refresh token with the browser. */
export function keepRefreshCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, seconds, pages }: { token: string; seconds: number; pages: PageSettings },
): void {
  reply.header(
    'Set-Cookie',
    stringifySetCookie({ name: NAME, value: token, maxAge: seconds, secure: isSecure(request, pages), ...WHERE }),
  )
}

/** Takes the refresh token away from the browser. */
export function dropRefreshCookie(request: FastifyRequest, reply: FastifyReply, pages: PageSettings): void {
  keepRefreshCookie(request, reply, { token: '', seconds: 0, pages })
}

// A proxy that ends TLS may not be trusted with X-Forwarded-Proto; then the public address tells. The same server may be
// reached by plain http at home, where a secure cookie would never come back.
function isSecure(request: FastifyRequest, { publicUrl }: PageSettings): boolean {
  if (request.protocol === 'https') return true
  return (
    publicUrl !== null &&
    URL.canParse(publicUrl) &&
    new URL(publicUrl).protocol === 'https:' &&
    new URL(publicUrl).host === request.host
  )
}
