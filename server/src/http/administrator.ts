import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { learnerOf, type SignedIn } from './who-asks.ts'

/** Who administers: a person by id, or whoever holds the admin key. The audit log calls them the same. */
export type Administrator = { userId: string } | 'admin-key'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who administers. Throws on a route that is not `admin`. */
    readonly administrator: Administrator
    /** True when `X-Admin-Key` let the request in, and nobody is signed in. */
    byAdminKey: boolean
  }
}

/** The getter behind `request.administrator`. */
export function administratorOf(
  this: Pick<FastifyRequest, 'byAdminKey' | 'routeOptions'> & { signedIn: SignedIn | null },
): Administrator {
  if (!this.routeOptions.config.admin) throw new Problem('forbidden', 'This is not open to you.')
  return this.byAdminKey ? 'admin-key' : { userId: learnerOf.call(this).userId }
}

/** Says whether a text is the admin key, in a time that tells nothing about the key; without one nothing is. */
export function adminKeyCheck(adminKey: string | null): (given: string) => boolean {
  const expected = adminKey === null ? null : digest(adminKey)
  return (given) => expected !== null && timingSafeEqual(digest(given), expected)
}

/** Lets the admin key in: to read, never to change anything. Throws Problem `sign-in-required` or `forbidden`. */
export function admitByKey(request: FastifyRequest, isAdminKey: (given: string) => boolean): void {
  if (!isAdminKey(String(request.headers['x-admin-key'])))
    throw new Problem('sign-in-required', 'This is not the admin key.')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Problem('forbidden', 'The admin key may only read. Sign in as an administrator to change something.')
  request.byAdminKey = true
}

// Of equal length, whatever was given.
const digest = (text: string) => createHash('sha256').update(text).digest()
