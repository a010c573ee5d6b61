import type { FastifyCorsOptions } from '@fastify/cors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { corsAllows } from './origins.ts'
import type { HttpSettings } from './settings.ts'
import { vary } from './vary.ts'

const EXPOSED = [
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-Request-ID',
  'X-Response-Time',
]
// Any page at all may never ride on a cookie.
const withCredentials = ({ corsOrigins }: HttpSettings) => !corsOrigins.includes('*')

/** Which pages of other origins may call, and what they may send and read. A stranger's answer names no origin. */
export function corsOptions(settings: HttpSettings): FastifyCorsOptions {
  return {
    origin: async (origin: string | undefined) => corsAllows(origin, settings),
    credentials: withCredentials(settings),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Accept', 'Authorization', 'Content-Type', 'Idempotency-Key', 'X-Correlation-ID', 'X-Request-ID'],
    exposedHeaders: EXPOSED,
    maxAge: 600,
    strictPreflight: false,
  }
}

/** Lets an allowed origin read an answer that is given before any hook runs. */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply, settings: HttpSettings): void {
  const { origin } = request.headers
  vary(reply, 'Origin')
  if (origin === undefined || !corsAllows(origin, settings)) return
  reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Expose-Headers', EXPOSED.join(', '))
  if (withCredentials(settings)) reply.header('Access-Control-Allow-Credentials', 'true')
}
