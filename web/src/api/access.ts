import type { Token } from '@lva/contracts/accounts'
import { alone } from './alone.ts'
import { type ApiProblem, Offline, readProblem } from './api-problem.ts'

/** A token this close to its end is renewed before it is used. */
const MARGIN_MS = 30_000

export type Access = ReturnType<typeof createAccess>

/**
 * Holds the access token in memory. The refresh token is a cookie no script can read; because each use of it makes a new
 * one, all tabs take turns.
 */
export function createAccess({ fetch, now }: { fetch: typeof globalThis.fetch; now: () => number }) {
  let token: { value: string; endsAt: number } | null = null
  let renewing: Promise<string | null> | null = null
  /** Somebody is signed in as far as this page knows, so a missing token is worth asking for. */
  let expected = false
  let ended = () => {}
  let renewed = (_owner: string | null) => true

  function adopt(fresh: Token) {
    token = { value: fresh.access_token, endsAt: now() + fresh.expires_in * 1000 }
    expected = true
  }

  async function refresh(): Promise<string | null> {
    const answer = await fetch('/api/auth/refresh', {
      // All tabs wait behind this one.
      signal: AbortSignal.timeout(15_000),
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Client': 'web' },
      credentials: 'same-origin',
    }).catch((cause: unknown) => {
      throw new Offline('The server cannot be reached.', { cause })
    })
    if (answer.ok) {
      const fresh: Token = await answer.json()
      // The cookie belongs to somebody else by now: nothing of this page may be sent in their name.
      if (!renewed(ownerOf(fresh.access_token))) return new Promise<never>(() => {})
      adopt(fresh)
      return fresh.access_token
    }
    const problem = await readProblem(answer)
    if (problem.status !== 401 && problem.status !== 422) throw problem
    token = null
    expected = false
    ended()
    return null
  }

  function renew(): Promise<string | null> {
    renewing ??= alone('lva-refresh', refresh).finally(() => {
      renewing = null
    })
    return renewing
  }

  return {
    adopt,

    /** The token to send, renewed when it is about to end; null when nobody is signed in. */
    async bearer(): Promise<string | null> {
      if (token && token.endsAt - now() > MARGIN_MS) return token.value
      return expected ? renew() : null
    },

    /** Asks for a token with the cookie of an earlier visit, or after the server refused `rejected`. */
    async again(rejected: string | null): Promise<string | null> {
      if (token && token.value !== rejected) return token.value
      expected = true
      return renew()
    },

    forget() {
      token = null
      expected = false
    },

    /** `listener` is called when the sign-in has ended and cannot be renewed. */
    whenEnded(listener: () => void) {
      ended = listener
    },

    /** `listener` is told whose the new token is, and answers false when this page must not go on with it. */
    whenRenewed(listener: (owner: string | null) => boolean) {
      renewed = listener
    },
  }
}

/** The learner's id in an access token; null when it is not one of ours. The server checks it, the page only compares. */
function ownerOf(accessToken: string): string | null {
  const payload = accessToken.split('.')[1]
  if (!payload) return null
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).sub ?? null
}

/** True for the answer that a fresh token may mend. */
export const mayBeExpired = (problem: ApiProblem): boolean =>
  problem.status === 401 && problem.code !== 'sign-in-failed'
