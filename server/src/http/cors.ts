import type { FastifyCorsOptions } from '@fastify/cors'
import { corsAllows } from './origins.ts'
import type { HttpSettings } from './settings.ts'

/** Which pages of other origins may call, and what they may send and read. A stranger's answer names no origin. */
export function corsOptions(settings: HttpSettings): FastifyCorsOptions {
  return {
    origin: async (origin: string | undefined) => corsAllows(origin, settings),
    // Any page at all may never ride on a cookie.
    credentials: !settings.corsOrigins.includes('*'),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Accept', 'Authorization', 'Content-Type', 'Idempotency-Key', 'X-Correlation-ID', 'X-Request-ID'],
    exposedHeaders: [
      'Retry-After',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-ID',
      'X-Response-Time',
    ],
    maxAge: 600,
    strictPreflight: false,
  }
}
