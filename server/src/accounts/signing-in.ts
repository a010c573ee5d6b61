import type { Token } from '@lva/contracts/accounts'
import type { Logger } from 'pino'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import { emailKey } from './email-key.ts'
import { createTurns } from './in-turn.ts'
import { networkOf } from './network.ts'
import { NOBODYS_HASH, type Passwords } from './passwords.ts'
import { TokenRefused, type Tokens } from './tokens.ts'

/** Where somebody signs in: what the device is called, its address, and the refresh token it still has from an earlier sign-in. */
export interface Device {
  name: string
  address: string
  oldToken?: string | null | undefined
}

/** What a sign-in gives; the refresh token is good for `refreshSeconds`. */
export interface Grant {
  token: Token
  refreshSeconds: number
}

interface Needs {
  db: AccountDb
  now: () => Date
  newId: () => string
  log: Logger
  access: Tokens
  refresh: Tokens
  passwords: Passwords
  attempts: Attempts
  accessMinutes: number
  refreshDays: number
}

/** A finished sign-in is kept this long after its end, because it tells which networks are the person's own. */
const KEPT_MS = 90 * 86_400_000

const over = (cause?: unknown) => new Problem('sign-in-expired', 'This sign-in is over. Sign in again.', { cause })

/** Coming in with a password, staying in with refresh tokens, going out. */
export function createSigningIn(needs: Needs) {
  const { db, now, newId, log, access, refresh, passwords, attempts } = needs
  const inTurn = createTurns()
  const accessSeconds = needs.accessMinutes * 60
  const refreshSeconds = needs.refreshDays * 86_400
  const endOfUnused = () => new Date(now().getTime() + refreshSeconds * 1000).toISOString()

  async function grant(userId: string, signInId: string, tokenId: string): Promise<Grant> {
    const [access_token, refresh_token] = await Promise.all([
      access.sign({ userId, signInId, tokenId: newId(), seconds: accessSeconds }),
      refresh.sign({ userId, signInId, tokenId, seconds: refreshSeconds }),
    ])
    return { token: { access_token, refresh_token, token_type: 'bearer', expires_in: accessSeconds }, refreshSeconds }
  }

  async function isKnown(userId: string | undefined, device: Device): Promise<boolean> {
    const old = device.oldToken ? await refresh.read(device.oldToken, { whenever: true }).catch(refusedOnly) : null
    if (old && old.sub === userId) return true
    // Asked for unknown addresses as well, so that they take the same time.
    const rows = await db
      .selectFrom('sign_ins')
      .select('address')
      .distinct()
      .where('user_id', '=', userId ?? '')
      .execute()
    return rows.some(({ address }) => networkOf(address) === networkOf(device.address))
  }

  async function begin(user: { id: string; password_hash: string }, device: Device): Promise<Grant> {
    const signInId = newId()
    const tokenId = newId()
    const at = now().toISOString()
    await db.transaction().execute(async (trx) => {
      // The password may have been changed, or the account suspended, while it was being checked.
      const row = await trx
        .updateTable('users')
        .set({ last_login: at })
        .where('id', '=', user.id)
        .where('password_hash', '=', user.password_hash)
        .where('status', '!=', 'suspended')
        .returning('id')
        .executeTakeFirst()
      if (!row) throw signInFailed()
      await trx
        .insertInto('sign_ins')
        .values({
          id: signInId,
          user_id: user.id,
          refresh_id: tokenId,
          device: device.name,
          address: device.address,
          created_at: at,
          last_seen_at: at,
          expires_at: endOfUnused(),
          revoked_at: null,
        })
        .execute()
      const long = new Date(now().getTime() - KEPT_MS).toISOString()
      await trx.deleteFrom('sign_ins').where('user_id', '=', user.id).where('expires_at', '<', long).execute()
    })
    return grant(user.id, signInId, tokenId)
  }

  async function revoke(signInId: string): Promise<boolean> {
    const row = await db
      .updateTable('sign_ins')
      .set({ revoked_at: now().toISOString() })
      .where('id', '=', signInId)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  }

  return {
    /**
     * Signs in with a password. An unknown address and a wrong password are the same answer after the same work. Throws Problem
     * `sign-in-failed`, `locked-out`, or, only when the password is right, `account-suspended`.
     */
    async signIn({ email, password, device }: { email: string; password: string; device: Device }): Promise<Grant> {
      const key = emailKey(email)
      const attempt = { emailKey: key, address: device.address }
      // Tries of one account take turns: several right ones at once must not look like guessing.
      return inTurn(key, async () => {
        const user = await db
          .selectFrom('users')
          .select(['id', 'password_hash', 'status'])
          .where('email_key', '=', key)
          .executeTakeFirst()
        await attempts.admit(attempt, { known: await isKnown(user?.id, device) })
        const right = await passwords.matches(user?.password_hash ?? NOBODYS_HASH, password)
        if (!user || !right) throw signInFailed()
        await attempts.passed(attempt)
        if (user.status === 'suspended') throw suspended()
        return begin(user, device)
      })
    },

    /** The sign-in a refresh token belongs to, used up or not; null when the token is not ours. For counting. */
    async signInOf(refreshToken: string): Promise<string | null> {
      const claims = await refresh.read(refreshToken, { whenever: true }).catch(refusedOnly)
      return claims?.sid ?? null
    },

    /**
     * Gives new tokens for a refresh token, which dies. Of two uses of one token the first wins; the second shows that somebody copied
     * it, and ends the sign-in for both. Throws Problem `sign-in-expired`.
     */
    async refresh(refreshToken: string): Promise<Grant> {
      const claims = await refresh.read(refreshToken).catch((cause: unknown) => {
        throw cause instanceof TokenRefused ? over(cause) : cause
      })
      const tokenId = newId()
      const at = now().toISOString()
      const row = await db
        .updateTable('sign_ins')
        .set({ refresh_id: tokenId, last_seen_at: at, expires_at: endOfUnused() })
        .where('id', '=', claims.sid)
        .where('refresh_id', '=', claims.jti)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('users')
              .select('users.id')
              .whereRef('users.id', '=', 'sign_ins.user_id')
              .where('users.status', '!=', 'suspended'),
          ),
        )
        .returning('user_id')
        .executeTakeFirst()
      if (row) return grant(row.user_id, claims.sid, tokenId)
      if (await revoke(claims.sid)) log.warn({ signInId: claims.sid }, 'sign-in ended: a refresh token was used twice')
      throw over()
    },

    /**
     * Ends the sign-in of an access token, of a refresh token, or of both: all their tokens are dead from now on, in every process. One
     * good token is enough, even if its sign-in has ended before. Throws Problem `sign-in-required` without one.
     */
    async signOut(tokens: { accessToken: string | null; refreshToken: string | null }): Promise<void> {
      const claims = [
        tokens.accessToken && (await access.read(tokens.accessToken).catch(refusedOnly)),
        tokens.refreshToken && (await refresh.read(tokens.refreshToken).catch(refusedOnly)),
      ]
      const signInIds = new Set(claims.flatMap((claim) => (claim ? [claim.sid] : [])))
      if (signInIds.size === 0) throw new Problem('sign-in-required', 'Sign in first.')
      for (const signInId of signInIds) await revoke(signInId)
    },
  }
}

const signInFailed = () => new Problem('sign-in-failed', 'Invalid email or password')
const suspended = () => new Problem('account-suspended', 'This account is suspended. Ask the operator of this server.')

function refusedOnly(error: unknown): null {
  if (error instanceof TokenRefused) return null
  throw error
}
