import type { PeopleQuery, Person } from '@lva/contracts/administration'
import { type ExpressionBuilder, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Administrator } from '../http/administrator.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import { emailKey } from './email-key.ts'
import { endAccess } from './ending.ts'

/** Somebody with an account; what they used is known elsewhere. */
export type Listed = Omit<Person, 'today'>

interface By {
  by: Administrator
  address: string
}

/** What administrators see of people, and may do to them over the network. Every verb about one person throws Problem `not-found` when there is no such account. */
export function createPeople({ db, now, note }: { db: AccountDb; now: () => Date; note: Note }) {
  const signedIn = (eb: ExpressionBuilder<Pick<Tables, 'users' | 'sign_ins'>, 'users'>) =>
    eb
      .selectFrom('sign_ins')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .whereRef('sign_ins.user_id', '=', 'users.id')
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now().toISOString())

  const listed = (trx: AccountDb) =>
    trx
      .selectFrom('users')
      .select(['id', 'email', 'full_name', 'role', 'status', 'created_at', 'last_login'])
      .select((eb) => signedIn(eb).as('signed_in'))

  async function person(id: string, trx: AccountDb = db): Promise<Listed> {
    const row = await listed(trx).where('id', '=', id).executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such account.')
    return { ...row, signed_in: Number(row.signed_in) }
  }

  function among({ search, status, role }: PeopleQuery) {
    return (eb: ExpressionBuilder<Pick<Tables, 'users'>, 'users'>) => {
      const wanted = search?.trim()
        ? `%${search
            .trim()
            .toLowerCase()
            .replace(/[\\%_]/g, '\\$&')}%`
        : null
      return eb.and([
        ...(wanted === null
          ? []
          : [
              sql<boolean>`(email_key like ${wanted} escape '\\' or lower(coalesce(full_name, '')) like ${wanted} escape '\\')`,
            ]),
        ...(status ? [eb('status', '=', status)] : []),
        ...(role ? [eb('role', '=', role)] : []),
      ])
    }
  }

  return {
    person,

    /** A page of people, newest account first, and how many fit in all. */
    async people(query: PeopleQuery): Promise<{ people: Listed[]; total: number; next: string | null }> {
      const fits = among(query)
      const [rows, { total }] = await Promise.all([
        listed(db)
          .where(fits)
          .$if(query.before !== undefined, (found) => found.where('id', '<', query.before ?? ''))
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute(),
        db
          .selectFrom('users')
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .where(fits)
          .executeTakeFirstOrThrow(),
      ])
      const people = rows.slice(0, query.limit).map((row) => ({ ...row, signed_in: Number(row.signed_in) }))
      return { people, total: Number(total), next: rows.length > query.limit ? (people.at(-1)?.id ?? null) : null }
    },

    /** When the first account was made that is still here; null: there is none. */
    async oldest(): Promise<Date | null> {
      const row = await db.selectFrom('users').select('created_at').orderBy('id').limit(1).executeTakeFirst()
      return row ? new Date(row.created_at) : null
    },

    /** How many people there are of each kind. */
    async headcount() {
      const today = `${now().toISOString().slice(0, 10)}T00:00:00.000Z`
      const count = (condition: ReturnType<typeof sql<boolean>>) =>
        sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`
      const row = await db
        .selectFrom('users')
        .select(({ fn }) => [
          fn.countAll<number>().as('total'),
          count(sql`status = 'active'`).as('active'),
          count(sql`status = 'suspended'`).as('suspended'),
          count(sql`status = 'pending_deletion'`).as('pending_deletion'),
          count(sql`role = 'admin'`).as('administrators'),
          count(
            sql`exists (select 1 from sign_ins where sign_ins.user_id = users.id and sign_ins.last_seen_at >= ${today})`,
          ).as('seen_today'),
        ])
        .executeTakeFirstOrThrow()
      return {
        total: Number(row.total),
        active: Number(row.active),
        suspended: Number(row.suspended),
        pending_deletion: Number(row.pending_deletion),
        administrators: Number(row.administrators),
        seen_today: Number(row.seen_today),
      }
    },

    /**
     * Shuts somebody out at once, everywhere; what is stored stays. Throws Problem `own-account` for oneself and `last-administrator`
     * when nobody would be left to administer.
     */
    async suspendPerson(id: string, { by, address }: By): Promise<Listed> {
      const me = by === 'admin-key' ? null : by.userId
      if (id === me) throw new Problem('own-account', 'You cannot shut yourself out. Ask another administrator.')
      return db.transaction().execute(async (trx) => {
        // An update that changes nothing is a lock both engines know: two administrators cannot shut each other out at once.
        await trx
          .updateTable('users')
          .set((eb) => ({ role: eb.ref('role') }))
          .where('role', '=', 'admin')
          .execute()
        const { role, status } = await person(id, trx)
        const { others } = await trx
          .selectFrom('users')
          .select(({ fn }) => fn.countAll<number>().as('others'))
          .where('role', '=', 'admin')
          .where('status', '=', 'active')
          .where('id', '!=', id)
          .executeTakeFirstOrThrow()
        if (role === 'admin' && Number(others) === 0)
          throw new Problem('last-administrator', 'This is the last administrator. Make somebody else one first.')
        if (status === 'suspended') return person(id, trx)
        await trx.updateTable('users').set({ status: 'suspended' }).where('id', '=', id).execute()
        await endAccess(trx, { userId: id, at: now() })
        await note(trx, { action: 'account-suspended', by, about: id, address })
        return person(id, trx)
      })
    },

    /** Lets somebody who was suspended in again. */
    async activatePerson(id: string, { by, address }: By): Promise<Listed> {
      return db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('users')
          .set({ status: 'active' })
          .where('id', '=', id)
          .where('status', '=', 'suspended')
          .returning('id')
          .executeTakeFirst()
        if (row) await note(trx, { action: 'account-activated', by, about: id, address })
        return person(id, trx)
      })
    },

    /** Whether there is such an account, whatever its state. */
    async exists(id: string): Promise<boolean> {
      return (await db.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
    },

    /** The id of whoever has this address, or null. */
    async idOf(email: string): Promise<string | null> {
      const row = await db.selectFrom('users').select('id').where('email_key', '=', emailKey(email)).executeTakeFirst()
      return row?.id ?? null
    },

    /** The addresses of those of these people who have an account. */
    async emailsOf(userIds: readonly string[]): Promise<Map<string, string>> {
      if (userIds.length === 0) return new Map()
      const rows = await db.selectFrom('users').select(['id', 'email']).where('id', 'in', userIds).execute()
      return new Map(rows.map(({ id, email }) => [id, email]))
    },
  }
}
