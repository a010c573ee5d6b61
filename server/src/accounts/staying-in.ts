import type { Logger } from 'pino'
import type { AuditNote, Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Grant, Grants } from './grants.ts'
import { refusedIsNull, TokenRefused, type Tokens } from './tokens.ts'

interface Needs {
  db: AccountDb
  now: () => Date
  newId: () => string
  log: Logger
  access: Tokens
  refresh: Tokens
  grants: Grants
  note: Note
}

/** Staying in with refresh tokens, and going out. */
export function createStayingIn({ db, now, newId, log, access, refresh, grants, note }: Needs) {
  /** Ends a sign-in and notes why; false when it had ended before. */
  async function revoke(signInId: string, noted: Pick<AuditNote, 'action' | 'address'>): Promise<boolean> {
    return db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('sign_ins')
        .set({ revoked_at: now().toISOString() })
        .where('id', '=', signInId)
        .where('revoked_at', 'is', null)
        .returning('user_id')
        .executeTakeFirst()
      if (!row) return false
      const theft = noted.action === 'token-theft-noticed'
      const who = theft ? { by: 'server' as const, about: row.user_id } : { by: { userId: row.user_id } }
      await note(trx, { ...noted, ...who })
      return true
    })
  }

  return {
    /** The sign-in a refresh token belongs to, even when it was used up or its time is over; null when it is not ours. For counting. */
    async signInOf(refreshToken: string): Promise<string | null> {
      const claims = await refresh.read(refreshToken, { whenever: true }).catch(refusedIsNull)
      return claims?.sid ?? null
    },

    /**
     * Gives new tokens for a refresh token, which dies. Of two uses of one token the first wins; the second shows that somebody copied
     * it, and ends the sign-in for both (RFC 9700, 4.14.2). Throws Problem `sign-in-expired`.
     */
    async refresh(refreshToken: string, { address }: { address?: string } = {}): Promise<Grant> {
      const claims = await refresh.read(refreshToken).catch((cause: unknown) => {
        throw cause instanceof TokenRefused ? over(cause) : cause
      })
      const refreshId = newId()
      const at = now().toISOString()
      const row = await db
        .updateTable('sign_ins')
        .set({ refresh_id: refreshId, last_seen_at: at, expires_at: grants.endOfUnused() })
        .where('id', '=', claims.sid)
        .where('refresh_id', '=', claims.jti)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .returning('user_id')
        .executeTakeFirst()
      if (row) return grants.give({ userId: row.user_id, signInId: claims.sid, refreshId })
      if (await revoke(claims.sid, { action: 'token-theft-noticed', address }))
        log.warn({ signInId: claims.sid }, 'sign-in ended: a refresh token was used twice')
      throw over()
    },

    /**
     * Ends the sign-in of an access token, of a refresh token, or of both: all their tokens are dead from now on, in every process. One
     * good token is enough. Throws Problem `sign-in-required` when none is good, or their sign-in has ended before.
     */
    async signOut(
      tokens: { accessToken: string | null; refreshToken: string | null },
      { address }: { address?: string } = {},
    ): Promise<void> {
      const claims = [
        tokens.accessToken && (await access.read(tokens.accessToken).catch(refusedIsNull)),
        tokens.refreshToken && (await refresh.read(tokens.refreshToken).catch(refusedIsNull)),
      ]
      const signInIds = new Set(claims.flatMap((claim) => (claim ? [claim.sid] : [])))
      const ended = await Promise.all([...signInIds].map((id) => revoke(id, { action: 'sign-in-ended', address })))
      if (!ended.includes(true)) throw new Problem('sign-in-required', 'Sign in first.')
    },
  }
}

const over = (cause?: unknown) => new Problem('sign-in-expired', 'This sign-in is over. Sign in again.', { cause })
