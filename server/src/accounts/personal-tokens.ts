import {
  type MadePersonalToken,
  type NewPersonalToken,
  type PersonalToken,
  Scope,
  TOKENS_MAX,
} from '@lva/contracts/accounts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { AuditNote, Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Confirm } from './confirmation.ts'
import { hashOf, newSecret } from './secret.ts'

/** How every personal access token begins. */
export const PERSONAL = 'lva_pat_'
/** Whether a token says of itself that it is one of them; whose it is, and whether it is good, is another question. */
export const isPersonal = (token: string): boolean => token.startsWith(PERSONAL)
const DAY_MS = 86_400_000
/** An expired token stays in the list this long, so that one can see why a script stopped. */
const SHOWN_MS = 30 * DAY_MS

interface Needs {
  db: AccountDb
  now: () => Date
  newId: () => string
  confirm: Confirm
  note: Note
}

/** Tokens for scripts and programs of a learner's own. */
export function createPersonalTokens({ db, now, newId, confirm, note }: Needs) {
  const shownSince = () => new Date(now().getTime() - SHOWN_MS).toISOString()

  /** Keeps a new token, with whoever `holds` says it is for locked, so that two wishes at once cannot both be the last. */
  async function make(
    { userId, role }: { userId: string; role: 'user' | 'admin' },
    { name, scopes, expires_in_days }: Omit<NewPersonalToken, 'current_password'>,
    {
      holds,
      noted,
    }: { holds: (trx: AccountDb) => Promise<unknown>; noted: Pick<AuditNote, 'by' | 'about' | 'address'> },
  ): Promise<MadePersonalToken> {
    if (scopes.includes('admin') && role !== 'admin')
      throw new Problem('forbidden', 'Only administrators may have a token with the scope "admin".')
    const at = now()
    const wanted = Scope.options.filter((scope) => scopes.includes(scope))
    const token = newSecret(PERSONAL)
    const row = {
      id: newId(),
      user_id: userId,
      name: name.trim(),
      token_hash: hashOf(token),
      scopes: JSON.stringify(wanted),
      created_at: at.toISOString(),
      expires_at: new Date(at.getTime() + expires_in_days * DAY_MS).toISOString(),
      last_used_on: null,
    }
    await db.transaction().execute(async (trx) => {
      await holds(trx)
      const tokens = trx.selectFrom('personal_tokens').where('user_id', '=', userId)
      const { living } = await tokens
        .select(({ fn }) => fn.countAll<number>().as('living'))
        .where('expires_at', '>', at.toISOString())
        .executeTakeFirstOrThrow()
      if (Number(living) >= TOKENS_MAX)
        throw new Problem('too-many-tokens', `You have ${TOKENS_MAX} tokens. Revoke one you no longer use first.`)
      await trx.insertInto('personal_tokens').values(row).execute()
      const details = { scopes: wanted.join(' '), days: expires_in_days }
      await note(trx, { action: 'token-created', ...noted, details })
    })
    return { ...toPersonalToken(row), token }
  }

  async function revoke(userId: string, id: string, noted: Pick<AuditNote, 'by' | 'about' | 'address'>): Promise<void> {
    await db.transaction().execute(async (trx) => {
      const row = await trx
        .deleteFrom('personal_tokens')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returning('id')
        .executeTakeFirst()
      if (!row) throw new Problem('not-found', 'You have no such token.')
      await note(trx, { action: 'token-revoked', ...noted })
    })
  }

  return {
    /** The learner's tokens, newest first. */
    async personalTokens(userId: string): Promise<PersonalToken[]> {
      const rows = await db
        .selectFrom('personal_tokens')
        .selectAll()
        .where('user_id', '=', userId)
        .where('expires_at', '>', shownSince())
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(toPersonalToken)
    },

    /**
     * Makes a token, whose text is told only here. Throws Problem `wrong-current-password`, `locked-out`, `forbidden` (the scope `admin`
     * for somebody who is no administrator) or `too-many-tokens`.
     */
    async makePersonalToken(
      who: { userId: string; role: 'user' | 'admin' },
      { current_password, ...wish }: NewPersonalToken,
      { address }: { address: string },
    ): Promise<MadePersonalToken> {
      const { userId, role } = who
      if (wish.scopes.includes('admin') && role !== 'admin')
        throw new Problem('forbidden', 'Only administrators may have a token with the scope "admin".')
      const { password_hash } = await confirm(userId, current_password, address)
      const noted = { by: { userId }, address }
      return make(who, wish, {
        noted,
        // A new password meanwhile has ended all tokens.
        async holds(trx) {
          const held = await hold(trx, userId).where('password_hash', '=', password_hash).executeTakeFirst()
          if (!held) throw new Problem('wrong-current-password', 'The password was just changed from somewhere else.')
        },
      })
    },

    /** The operator makes one for somebody, at the command line. Throws Problem `forbidden` or `too-many-tokens`. */
    makeTokenFor: (
      who: { id: string; role: 'user' | 'admin' },
      wish: Omit<NewPersonalToken, 'current_password'>,
    ): Promise<MadePersonalToken> =>
      make({ userId: who.id, role: who.role }, wish, {
        noted: { by: 'operator', about: who.id },
        holds: (trx) => hold(trx, who.id).executeTakeFirstOrThrow(),
      }),

    /** Removes what expired long ago. */
    async sweepPersonalTokens(): Promise<void> {
      await db.deleteFrom('personal_tokens').where('expires_at', '<=', shownSince()).execute()
    },

    /** Ends a token at once. Throws Problem `not-found` when it is none of the learner's. */
    revokePersonalToken: (userId: string, id: string, { address }: { address: string }) =>
      revoke(userId, id, { by: { userId }, address }),

    /** The operator ends one of somebody. Throws Problem `not-found` when it is none of theirs. */
    revokeTokenOf: (userId: string, id: string) => revoke(userId, id, { by: 'operator', about: userId }),
  }
}

/** Locks a learner for the rest of a transaction. */
const hold = (trx: AccountDb, userId: string) =>
  trx.updateTable('users').set({ id: userId }).where('id', '=', userId).returning('id')

/** The scopes a row holds. */
export const scopesOf = (row: { scopes: string }): Scope[] => z.array(Scope).parse(JSON.parse(row.scopes))

function toPersonalToken(row: Selectable<Tables['personal_tokens']>): PersonalToken {
  const { id, name, created_at, expires_at, last_used_on } = row
  return { id, name, scopes: scopesOf(row), created_at, expires_at, last_used_on }
}
