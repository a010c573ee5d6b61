import type { Scope } from '@lva/contracts/accounts'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Noting } from './noting.ts'
import { PERSONAL, scopesOf } from './personal-tokens.ts'
import { hashOf, looksLikeSecret } from './secret.ts'

/** Says whose personal access token this is and whether it is enough here. Read on every request, so that revoking it is at once. */
export function createPersonalAuthentication({ db, now, noting }: { db: AccountDb; now: () => Date; noting: Noting }) {
  function markUsed(id: string, today: string) {
    const writing = db.updateTable('personal_tokens').set({ last_used_on: today }).where('id', '=', id).execute()
    noting.begin(writing, 'could not note when a personal access token was last used')
  }

  return async function authenticate(token: string, needs: Scope | null): Promise<SignedIn> {
    if (!looksLikeSecret(PERSONAL, token))
      throw new Problem('sign-in-required', 'This is not a valid access token. Sign in.')
    const row = await db
      .selectFrom('personal_tokens')
      .innerJoin('users', 'users.id', 'personal_tokens.user_id')
      .select(['personal_tokens.id', 'user_id', 'scopes', 'expires_at', 'last_used_on'])
      .select(['role', 'status', 'full_name', 'timezone', 'locale'])
      .where('token_hash', '=', hashOf(token))
      .executeTakeFirst()
    if (!row || row.expires_at <= now().toISOString())
      throw new Problem('sign-in-expired', 'This personal access token was revoked or has expired.')
    if (row.status === 'suspended')
      throw new Problem('account-suspended', 'This account is suspended. Ask the operator of this server.')
    requireScope(needs, scopesOf(row), row.role)
    const today = now().toISOString().slice(0, 10)
    if (row.last_used_on !== today) markUsed(row.id, today)
    return {
      userId: row.user_id,
      signInId: row.id,
      role: needs === 'admin' ? row.role : 'user',
      fullName: row.full_name,
      timezone: row.timezone,
      locale: row.locale,
      expiresAt: new Date(row.expires_at),
    }
  }
}

function requireScope(needs: Scope | null, scopes: readonly Scope[], role: 'user' | 'admin') {
  if (needs === null)
    throw new Problem('scope-missing', 'No personal access token opens this. Sign in with your password.')
  if (!scopes.includes(needs)) throw new Problem('scope-missing', `This token lacks the scope "${needs}".`)
  // The token was made by an administrator who is none any more.
  if (needs === 'admin' && role !== 'admin')
    throw new Problem('forbidden', 'This is for administrators of this server.')
}
