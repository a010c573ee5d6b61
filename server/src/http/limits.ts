import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { householdOf } from './household.ts'
import type { RateLimitSettings } from './settings.ts'
import type { Window, Windows } from './windows.ts'

/** The budgets a request can be counted in, each of its own size. */
export type LimitName = 'site' | 'auth' | 'refresh' | 'static' | 'health' | 'connect' | 'reports'

/** Where a client stands in a budget; `resetsAt` in epoch milliseconds. */
interface Standing {
  limit: number
  remaining: number
  resetsAt: number
  exceeded: boolean
}

export type Limits = ReturnType<typeof createLimits>

/** Requests per minute a client may make, counted once each. */
export function createLimits({
  settings,
  windows,
  now,
}: {
  settings: RateLimitSettings
  windows: Windows
  now: () => Date
}) {
  const sizes: Record<LimitName, number> = {
    site: settings.requestsPerMinute,
    auth: settings.authRequestsPerMinute,
    refresh: settings.authRequestsPerMinute,
    static: 1000,
    health: 1000,
    connect: 30,
    reports: 30,
  }
  return {
    enabled: settings.enabled,

    /** Counts one request of `who` and writes the answer's headers; throws Problem `too-many-requests` when the budget is used up. */
    async take(name: LimitName, who: string, reply: FastifyReply): Promise<void> {
      if (!settings.enabled) return
      const where = standing(sizes[name], await windows.add(`${name}:${who}`, now().getTime()))
      writeStanding(reply, where)
      if (where.exceeded) throw tooMany(where, now())
    },

    /** The headers of an answer that costs nothing, e.g. a preflight. */
    writeUncounted(reply: FastifyReply): void {
      const limit = sizes.site
      writeStanding(reply, { limit, remaining: limit, resetsAt: now().getTime(), exceeded: false })
    },
  }
}

/** Where a window leaves its client. */
function standing(limit: number, window: Window): Standing {
  return {
    limit,
    remaining: Math.max(0, limit - window.count),
    resetsAt: window.endsAt,
    exceeded: window.count > limit,
  }
}

/** The budget of a route: what its `config` says, or what its path says. */
export function limitOf(url: string, chosen: LimitName | 'none' | undefined): LimitName | 'none' {
  if (chosen) return chosen
  if (url.startsWith('/api/auth/')) return 'auth'
  if (url === '/health' || url.startsWith('/health/')) return 'health'
  return 'site'
}

/** Who is counted: the learner when signed in, else the address. One IPv6 household has a whole /64 of them. */
export function clientKey(request: Pick<FastifyRequest, 'signedIn'> & { ip: string | undefined }): string {
  // A client that has hung up already has no address any more.
  return request.signedIn ? `user:${request.signedIn.userId}` : `address:${householdOf(request.ip ?? '')}`
}

function writeStanding(reply: FastifyReply, { limit, remaining, resetsAt }: Standing): void {
  reply.header('X-RateLimit-Limit', limit)
  reply.header('X-RateLimit-Remaining', remaining)
  reply.header('X-RateLimit-Reset', Math.ceil(resetsAt / 1000))
}

function tooMany({ resetsAt }: Standing, now: Date): Problem {
  const seconds = Math.max(1, Math.ceil((resetsAt - now.getTime()) / 1000))
  return new Problem('too-many-requests', `Too many requests. Try again in ${seconds} seconds.`, {
    retryAfter: seconds,
  })
}
