import type { IncomingMessage } from 'node:http'
import type { Scope } from '@lva/contracts/accounts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'

/** Who is asking; put on the request by the sign-in hook. */
export interface SignedIn extends Learner {
  /** The sign-in (`sid`) the token belongs to, or the personal access token; revoking it ends this learner's requests at once. */
  signInId: string
  /** What the learner may do here: a personal access token without the scope `admin` makes an administrator an ordinary learner. */
  role: 'user' | 'admin'
  /** When the token runs out. */
  expiresAt: Date
}

/**
 * Says whose token this is: an access token, or a personal one that has the scope `needs`. Null means that no personal token is enough.
 * Throws Problem `sign-in-required`, `sign-in-expired`, `account-suspended` or `scope-missing`. It is asked once per request, after the
 * origin check and before the route.
 */
export type Authenticate = (token: string, needs: Scope | null) => Promise<SignedIn>

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
