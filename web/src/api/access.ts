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
  let ended = () => {}

  function adopt(fresh: Token) {
    token = { value: fresh.access_token, endsAt: now() + fresh.expires_in * 1000 }
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
      adopt(await answer.json())
      return token?.value ?? null
    }
    const problem = await readProblem(answer)
    if (problem.status !== 401 && problem.status !== 422) throw problem
    token = null
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
      return token ? renew() : null
    },

    /** Asks for a token with the cookie of an earlier visit, or after the server refused `rejected`. */
    async again(rejected: string | null): Promise<string | null> {
      if (token && token.value !== rejected) return token.value
      return renew()
    },

    forget() {
      token = null
    },

    /** `listener` is called when the sign-in has ended and cannot be renewed. */
    whenEnded(listener: () => void) {
      ended = listener
    },
  }
}

/** True for the answer that a fresh token may mend. */
export const mayBeExpired = (problem: ApiProblem): boolean =>
  problem.status === 401 && problem.code !== 'sign-in-failed'
