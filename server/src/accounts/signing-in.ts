import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import { emailKey } from './email-key.ts'
import type { Grant, Grants } from './grants.ts'
import { networkOf } from './network.ts'
import { NOBODYS_HASH, type Passwords } from './passwords.ts'
import { refusedIsNull, type Tokens } from './tokens.ts'

/** Where somebody signs in: what the device is called, its address, and the refresh token it still has from an earlier sign-in. */
export interface Device {
  name: string
  address: string
  oldToken?: string | null | undefined
}

interface Needs {
  db: AccountDb
  now: () => Date
  newId: () => string
  refresh: Tokens
  grants: Grants
  passwords: Passwords
  attempts: Attempts
  note: Note
}

/** A finished sign-in is kept this long after its end, because it tells which networks are the person's own. */
const KEPT_MS = 90 * 86_400_000

/** Coming in with a password. */
export function createSigningIn({ db, now, newId, refresh, grants, passwords, attempts, note }: Needs) {
  const inTurn = createInTurn()

  /** Did this device, or another one on its network, sign in to the account before? */
  async function isKnown(userId: string | undefined, device: Device): Promise<boolean> {
    const old = device.oldToken ? await refresh.read(device.oldToken, { whenever: true }).catch(refusedIsNull) : null
    if (old && old.sub === userId) return true
    // Asked for unknown e-mail addresses as well, so that they take the same time.
    const places = db.selectFrom('sign_ins').select('address').distinct()
    const rows = await places.where('user_id', '=', userId ?? '').execute()
    return rows.some(({ address }) => networkOf(address) === networkOf(device.address))
  }

  async function begin(user: { id: string; password_hash: string }, device: Device): Promise<Grant> {
    const signInId = newId()
    const refreshId = newId()
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
          refresh_id: refreshId,
          device: device.name,
          address: device.address,
          created_at: at,
          last_seen_at: at,
          expires_at: grants.endOfUnused(),
          revoked_at: null,
        })
        .execute()
      await note(trx, { action: 'signed-in', by: { userId: user.id }, address: device.address })
      const long = new Date(now().getTime() - KEPT_MS).toISOString()
      await trx.deleteFrom('sign_ins').where('user_id', '=', user.id).where('expires_at', '<', long).execute()
    })
    return grants.give({ userId: user.id, signInId, refreshId })
  }

  /** The same for addresses with and without an account. */
  async function noteFailure({ address }: Device, { last }: { last: boolean }) {
    await db.transaction().execute(async (trx) => {
      await note(trx, { action: 'sign-in-failed', by: 'nobody', address })
      if (last) await note(trx, { action: 'sign-in-locked', by: 'nobody', address })
    })
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
        const admitted = await attempts.admit(attempt, { known: await isKnown(user?.id, device) })
        const right = await passwords.matches(user?.password_hash ?? NOBODYS_HASH, password)
        if (!user || !right) {
          await noteFailure(device, admitted)
          throw signInFailed()
        }
        await attempts.passed(attempt)
        if (user.status === 'suspended') throw suspended()
        return begin(user, device)
      })
    },
  }
}

const signInFailed = () => new Problem('sign-in-failed', 'Invalid email or password')
const suspended = () => new Problem('account-suspended', 'This account is suspended. Ask the operator of this server.')

/** Runs work of one key one after another, in the order it came. Work of other keys is not held up. */
function createInTurn() {
  const last = new Map<string, Promise<unknown>>()

  return async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(key)
    const mine = before ? before.then(work, work) : work()
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
