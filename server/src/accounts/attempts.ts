import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import {
  accountFailedAgain,
  accountWaitMs,
  beginsLock,
  type Failures,
  placeFailedAgain,
  placeWaitMs,
  REMEMBERED_MS,
} from './lockout.ts'
import { networkOf } from './network.ts'

/** Whose password is tried, and from where. */
export interface Attempt {
  emailKey: string
  address: string
}

export type Attempts = ReturnType<typeof createAttempts>

/**
 * Remembers wrong passwords across restarts and processes. Addresses without an account are counted like any other; neither e-mail
 * nor network is stored, only a keyed hash.
 */
export function createAttempts({ db, now, secret }: { db: AccountDb; now: () => Date; secret: string }) {
  let sweptAt = 0

  const keyOf = (...parts: string[]) => createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')
  const accountKey = ({ emailKey }: Pick<Attempt, 'emailKey'>) => keyOf('account', emailKey)
  // Begins with the account's, so that all places of an account can be found.
  const placeKey = (attempt: Attempt) =>
    accountKey(attempt) + keyOf('place', attempt.emailKey, networkOf(attempt.address))

  /** Reads a row and locks it; makes it when it is not there, so that two first attempts cannot pass each other. */
  async function hold(trx: AccountDb, kind: 'account' | 'place', key: string): Promise<Failures> {
    const at = now().toISOString()
    const row = await trx
      .insertInto('sign_in_attempts')
      .values({ kind, key, failures: 0, started_at: at, last_at: at })
      .onConflict((conflict) => conflict.columns(['kind', 'key']).doUpdateSet({ key }))
      .returningAll()
      .executeTakeFirstOrThrow()
    return { failures: row.failures, startedAt: new Date(row.started_at), lastAt: new Date(row.last_at) }
  }

  async function write(
    trx: AccountDb,
    kind: 'account' | 'place',
    key: string,
    { failures, startedAt, lastAt }: Failures,
  ) {
    await trx
      .updateTable('sign_in_attempts')
      .set({ failures, started_at: startedAt.toISOString(), last_at: lastAt.toISOString() })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute()
  }

  async function sweep() {
    if (now().getTime() - sweptAt < 60_000) return
    sweptAt = now().getTime()
    const before = new Date(sweptAt - REMEMBERED_MS).toISOString()
    // One kind at a time: attempts lock an account before a place, and must not meet a sweep that holds both.
    for (const kind of ['account', 'place'] as const) {
      await db.deleteFrom('sign_in_attempts').where('kind', '=', kind).where('last_at', '<=', before).execute()
    }
  }

  return {
    /**
     * Lets a password be tried, and counts it as wrong until `passed` says otherwise, so that a hundred tries at once are a hundred
     * tries. `known`: the device signed in to this account before. Says whether this try, if it is wrong, shuts somebody out. Throws
     * Problem `locked-out`.
     */
    async admit(attempt: Attempt, { known }: { known: boolean }): Promise<{ last: boolean }> {
      await sweep()
      const { waitMs, last } = await db.transaction().execute(async (trx) => {
        const account = await hold(trx, 'account', accountKey(attempt))
        const place = await hold(trx, 'place', placeKey(attempt))
        const wait = Math.max(placeWaitMs(place, now()), known ? 0 : accountWaitMs(account, now()))
        if (wait > 0) return { waitMs: wait, last: false }
        const [ofAccount, ofPlace] = [accountFailedAgain(account, now()), placeFailedAgain(place, now())]
        await write(trx, 'account', accountKey(attempt), ofAccount)
        await write(trx, 'place', placeKey(attempt), ofPlace)
        return { waitMs: 0, last: beginsLock({ account: ofAccount, place: ofPlace }) }
      })
      if (waitMs > 0) throw lockedOut(waitMs)
      return { last }
    },

    /** The password was right: this network starts afresh, and the try is not held against the account. */
    async passed(attempt: Attempt): Promise<void> {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('sign_in_attempts')
          .set((row) => ({ failures: row('failures', '-', 1) }))
          .where('kind', '=', 'account')
          .where('key', '=', accountKey(attempt))
          .where('failures', '>', 0)
          .execute()
        await trx
          .deleteFrom('sign_in_attempts')
          .where('kind', '=', 'place')
          .where('key', '=', placeKey(attempt))
          .execute()
      })
    },

    /** The account has a new password: what was tried before is forgotten, everywhere. */
    async forget(emailKey: string): Promise<void> {
      const account = accountKey({ emailKey })
      // One kind at a time, as in the sweep.
      for (const kind of ['account', 'place'] as const) {
        await db
          .deleteFrom('sign_in_attempts')
          .where('kind', '=', kind)
          .where(sql<string>`substr(key, 1, ${account.length})`, '=', account)
          .execute()
      }
    },
  }
}

function lockedOut(waitMs: number): Problem {
  const seconds = Math.ceil(waitMs / 1000)
  const time = seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new Problem('locked-out', `Too many wrong passwords. Try again in ${time}.`, { retryAfter: seconds })
}
