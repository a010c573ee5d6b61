import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { clientKey, type Limits, limitOf } from './limits.ts'
import type { HttpSettings } from './settings.ts'
import { type Authenticate, bearerToken } from './sign-in.ts'
import { mayConnect, socketToken } from './sockets.ts'

/**
 * Lets a request in: finds out who is asking, counts it, then refuses what may not pass. Signing in comes first because
 * learners are counted each for themselves; a token that fails is counted for its address, which
 * reads 429 once its budget is used up.
 */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticate, limits, settings }: { authenticate: Authenticate; limits: Limits; settings: HttpSettings },
): Promise<void> {
  const { config, url } = request.routeOptions
  const open = config.open || request.is404 || request.method === 'OPTIONS'
  const refusal = refuseOrigin(request, settings) ?? (open ? null : await signIn(request, authenticate))

  const limit = limitOf(url ?? '', request.ws ? (config.limit ?? 'connect') : config.limit)
  if (limit !== 'none') await limits.take(limit, clientKey(request), reply)
  if (refusal) throw refusal.error
  if (request.ws && !config.socket) throw new Problem('not-found', 'There is no socket at this address.')
}

function refuseOrigin(request: FastifyRequest, settings: HttpSettings): { error: unknown } | null {
  if (!request.ws || mayConnect(request, settings)) return null
  return { error: new Problem('origin-refused', 'A page of this origin may not open a socket here.') }
}

async function signIn(request: FastifyRequest, authenticate: Authenticate): Promise<{ error: unknown } | null> {
  const token = bearerToken(request.headers) ?? (request.ws ? socketToken(request) : null)
  // A socket may still say who it is in its first frame.
  if (token === null && request.ws && request.routeOptions.config.socket) return null
  try {
    if (token === null) throw new Problem('sign-in-required', 'Sign in first.')
    request.signedIn = await authenticate(token)
    return null
  } catch (error) {
    return { error }
  }
}
