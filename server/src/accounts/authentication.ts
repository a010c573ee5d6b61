import { LRUCache } from 'lru-cache'
import { fixed } from '../db/fixed.ts'
import type { Authenticate, SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Noting } from './noting.ts'
import { createPersonalAuthentication } from './personal-authentication.ts'
import { isPersonal } from './personal-tokens.ts'
import { type Claims, TokenRefused, type Tokens } from './tokens.ts'

/** How often it is written down that somebody is still here. */
const SEEN_EVERY_MS = 60_000

const signedIn = fixed((db: AccountDb, { id }: { id: string }) =>
  db
    .selectFrom('sign_ins')
    .innerJoin('users', 'users.id', 'sign_ins.user_id')
    .select([
      'user_id',
      'revoked_at',
      'expires_at',
      'last_seen_at',
      'role',
      'status',
      'full_name',
      'timezone',
      'locale',
    ])
    .where('sign_ins.id', '=', id),
)

/**
 * Says whose token this is, on the path of every request. Of an access token the signature is checked once, because that waits for the
 * thread pool, where password hashes also queue; whether the sign-in still stands is read every time.
 */
export function createAuthentication({
  db,
  now,
  noting,
  access,
}: {
  db: AccountDb
  now: () => Date
  noting: Noting
  access: Tokens
}) {
  const byPersonalToken = createPersonalAuthentication({ db, now, noting })
  const readTokens = new LRUCache<string, Claims>({ max: 10_000 })
  const seen = new LRUCache<string, number>({ max: 10_000 })

  async function claimsOf(token: string): Promise<Claims> {
    const known = readTokens.get(token)
    if (known && known.exp * 1000 > now().getTime()) return known
    readTokens.delete(token)
    try {
      const claims = await access.read(token)
      readTokens.set(token, claims)
      return claims
    } catch (cause) {
      if (!(cause instanceof TokenRefused)) throw cause
      if (cause.expired) throw new Problem('sign-in-expired', 'The access token has expired.', { cause })
      throw new Problem('sign-in-required', 'This is not a valid access token. Sign in.', { cause })
    }
  }

  function markSeen(signInId: string, lastSeen: string) {
    const at = now().getTime()
    const latest = Math.max(Date.parse(lastSeen), seen.get(signInId) ?? 0)
    if (at - latest < SEEN_EVERY_MS) return
    seen.set(signInId, at)
    const writing = db
      .updateTable('sign_ins')
      .set({ last_seen_at: new Date(at).toISOString() })
      .where('id', '=', signInId)
      .execute()
    noting.begin(writing, 'could not note when a sign-in was last used')
  }

  const bySignIn = async (token: string): Promise<SignedIn> => {
    const claims = await claimsOf(token)
    const [row] = await signedIn(db, { id: claims.sid })
    if (!row || row.user_id !== claims.sub || row.revoked_at !== null || row.expires_at <= now().toISOString()) {
      throw new Problem('sign-in-expired', 'This sign-in is over. Sign in again.')
    }
    if (row.status === 'suspended') {
      throw new Problem('account-suspended', 'This account is suspended. Ask the operator of this server.')
    }
    markSeen(claims.sid, row.last_seen_at)
    return {
      userId: row.user_id,
      signInId: claims.sid,
      role: row.role,
      fullName: row.full_name,
      timezone: row.timezone,
      locale: row.locale,
      expiresAt: new Date(claims.exp * 1000),
    }
  }

  const authenticate: Authenticate = (token, needs) =>
    isPersonal(token) ? byPersonalToken(token, needs) : bySignIn(token)
  return authenticate
}
