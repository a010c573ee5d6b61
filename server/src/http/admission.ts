import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { admitByKey } from './administrator.ts'
import { clientKey, type Limits, limitOf } from './limits.ts'
import { scopeOf } from './route.ts'
import type { createSeats } from './seats.ts'
import type { HttpSettings } from './settings.ts'
import { mayConnect, socketToken } from './sockets.ts'
import { type Authenticate, bearerToken } from './who-asks.ts'

/** As many as Apache takes; Node would read two thousand and pass the rest over in silence. */
const HEADERS_MAX = 100

/**
 * Lets a request in: finds out who is asking, counts it, then refuses what may not pass. Signing in comes first because
 * learners are counted each for themselves; a token or an admin key that fails is counted for its address, which
 * reads 429 once its budget is used up.
 */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    authenticate,
    isAdminKey,
    limits,
    seats,
    settings,
  }: {
    authenticate: Authenticate
    isAdminKey: (given: string) => boolean
    limits: Limits
    seats: ReturnType<typeof createSeats>
    settings: HttpSettings
  },
): Promise<void> {
  const { config, url } = request.routeOptions
  const open = config.open || request.is404 || request.method === 'OPTIONS'
  const refusal = refuse(request, settings) ?? (open ? null : await signIn(request, { authenticate, isAdminKey }))

  const limit = limitOf(url ?? '', request.ws ? (config.limit ?? 'connect') : config.limit)
  if (limit !== 'none') await limits.take(limit, clientKey(request), reply)
  if (refusal) throw refusal.error
  if (!request.ws) return
  if (!config.socket) throw new Problem('not-found', 'There is no socket at this address.')
  if (limit !== 'none') request.seat = seats.take(request)
}

function refuse(request: FastifyRequest, settings: HttpSettings): { error: unknown } | null {
  const fault = faultOfHead(request)
  if (fault) return { error: fault }
  if (!request.ws || mayConnect(request, settings)) return null
  return { error: new Problem('origin-refused', 'A page of this origin may not open a socket here.') }
}

async function signIn(
  request: FastifyRequest,
  { authenticate, isAdminKey }: { authenticate: Authenticate; isAdminKey: (given: string) => boolean },
): Promise<{ error: unknown } | null> {
  const { admin, socket } = request.routeOptions.config
  const token = bearerToken(request.headers) ?? (request.ws ? socketToken(request) : null)
  // A socket may still say who it is in its first frame.
  if (token === null && request.ws && socket) return null
  try {
    if (token !== null) request.signedIn = await authenticate(token, scopeOf(request.routeOptions.config))
    else if (admin && request.headers['x-admin-key'] !== undefined) admitByKey(request, isAdminKey)
    else throw new Problem('sign-in-required', 'Sign in first.')
    if (admin && request.signedIn && request.signedIn.role !== 'admin')
      throw new Problem('forbidden', 'This is for administrators of this server.')
    return null
  } catch (error) {
    return { error }
  }
}

/** What is wrong with a request's head although it could be read, or null. */
function faultOfHead({ raw, headers }: FastifyRequest): Problem | null {
  // Said here and not by Node, whose own answer has none of our headers.
  if (headers.host === undefined && raw.httpVersionMajor === 1 && raw.httpVersionMinor === 1)
    return new Problem('bad-request', 'The request names no host.')
  if (raw.rawHeaders.length > HEADERS_MAX * 2)
    return new Problem('too-many-headers', `A request may have at most ${HEADERS_MAX} headers.`)
  return null
}
