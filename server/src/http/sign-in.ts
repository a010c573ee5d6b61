import type { IncomingMessage } from 'node:http'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'

/** Who is asking; put on the request by the sign-in hook. */
export interface SignedIn extends Learner {
  /** The sign-in (`sid`) the token belongs to; revoking it ends this learner's requests at once. */
  signInId: string
  role: 'user' | 'admin'
  /** When the access token runs out. */
  expiresAt: Date
}

/**
 * Says whose access token this is. Throws Problem `sign-in-required`, `sign-in-expired` or `account-suspended`.
 * It is asked once per request, after the origin check and before the route.
 */
export type Authenticate = (accessToken: string) => Promise<SignedIn>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking. Throws on an open route, because nobody was asked there. */
    readonly learner: SignedIn
    /** Who is asking, or null: on open routes, and on sockets that sign in with their first frame. */
    signedIn: SignedIn | null
  }
}

/** The getter behind `request.learner`. */
export function learnerOf(this: { signedIn: SignedIn | null }): SignedIn {
  if (!this.signedIn) throw new Problem('sign-in-required', 'Sign in first.')
  return this.signedIn
}

const BEARER = /^bearer +([^\s]+)$/i

/** The token of an `Authorization: Bearer` header, or null when there is none. */
export function bearerToken(headers: IncomingMessage['headers']): string | null {
  return BEARER.exec(headers.authorization?.trim() ?? '')?.[1] ?? null
}
