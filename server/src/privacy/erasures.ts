import { type Deletion, GRACE_DAYS } from '@lva/contracts/privacy'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { Database, Db } from '../db/open.ts'
import type { PersonalData } from '../db/personal-data.ts'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { Ledger, Waiting } from './ledger.ts'

const GRACE_MS = GRACE_DAYS * 86_400_000
const PAGE = 500
const LEDGER = 'erasure_ledger'

/** Removes everything of one learner; done again it removes what is new. */
type Erase = (userId: string) => Promise<void>

/** What erasing needs of the rest of the house. */
export interface Erasing {
  /** Of the accounts: waiting to be erased, staying after all, shutting the door, and the account itself, which goes last. */
  accounts: {
    leave(trx: Db, userId: string): Promise<void>
    stay(trx: Db, userId: string): Promise<void>
    shutOut: Erase
    erase: Erase
  }
  /** Everybody else who holds something, in the order in which they are asked. */
  others: Readonly<Record<string, { erase: Erase }>>
  /** Of the audit log: forgets who is behind a pseudonym, in the caller's transaction. */
  forgetIdentity(trx: Db, userId: string): Promise<void>
  /** Ids of people for whom files are kept, whether or not they have an account. */
  ownersOfFiles(): Promise<string[]>
  /** Removes copies of the database from which nobody can be taken out. */
  removeCopies(): Promise<void>
  /** Says beside the copies what the ledger says. */
  keepLedger(): Promise<void>
}

/** Who asks for an erasure. */
export type AskedBy = { userId: string; address: string } | 'operator'

/** Erasing accounts: in thirty days, at once, and again after an older database was put back. */
export function createErasures({
  database,
  tables,
  jobs,
  ledger,
  erasing,
  note,
  now,
  log,
}: {
  database: Database
  tables: PersonalData<keyof Tables>
  jobs: Jobs
  ledger: Ledger
  erasing: Erasing
  note: Note
  now: () => Date
  log: Logger
}) {
  const { db } = database
  const items = itemsOf(tables)

  jobs.recurring('erase-accounts', '0 * * * *', eraseDue)

  async function pending(userId: string): Promise<Deletion | null> {
    const row = await db.selectFrom('erasures').selectAll().where('user_id', '=', userId).executeTakeFirst()
    return row ? toDeletion(row, items) : null
  }

  // The whole order of an erasure: the ledger, the door shut, whoever holds something (the `holders` of main.ts, and last the exports), the
  // account, a look at what is left, who is behind the pseudonym, copies of the database, and the bytes.
  async function erase(userId: string, { again }: { again: boolean }): Promise<void> {
    // First of all, so that an erasure that is cut short is finished whatever database is here at the next start.
    ledger.add(userId)
    const at = now().toISOString()
    await db
      .insertInto('erasures')
      .values({ user_id: userId, scheduled_at: at, due_at: at, reason: null })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ due_at: at }))
      .execute()
    await erasing.accounts.shutOut(userId)
    for (const other of Object.values(erasing.others)) await other.erase(userId)
    await erasing.accounts.erase(userId)
    await refuseRemains(userId)
    await db.transaction().execute(async (trx) => {
      await note(trx, { action: 'account-erased', by: 'server', about: userId, details: { again } })
      await erasing.forgetIdentity(trx, userId)
      await trx.deleteFrom('erasures').where('user_id', '=', userId).execute()
    })
    await erasing.removeCopies()
    await database.purge()
  }

  /** An erasure that left something behind is a bug that must be seen, and is not over. */
  async function refuseRemains(userId: string) {
    for (const [name, said] of Object.entries(tables)) {
      if (!said.personal || typeof said.owner !== 'string' || LAST.has(name)) continue
      const { rows } =
        await sql`select 1 from ${sql.table(name)} where ${sql.ref(said.owner)} = ${userId} limit 1`.execute(db)
      if (rows.length > 0) throw new Error(`Something of an erased account is left in the table ${name}.`)
    }
  }

  async function* everybody(): AsyncGenerator<string> {
    for (let after = ''; ; ) {
      const page = await db.selectFrom('users').select('id').where('id', '>', after).orderBy('id').limit(PAGE).execute()
      for (const { id } of page) yield id
      after = page.at(-1)?.id ?? after
      if (page.length < PAGE) return
    }
  }

  async function waitAgain(userId: string, { at, due }: Waiting): Promise<void> {
    await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('erasures')
        .select('scheduled_at')
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (due !== null && !row) {
        await trx
          .insertInto('erasures')
          .values({ user_id: userId, scheduled_at: at, due_at: due, reason: null })
          .execute()
        await erasing.accounts.leave(trx, userId)
        await note(trx, { action: 'account-deletion-scheduled', by: 'server', about: userId })
      } else if (due === null && row && row.scheduled_at <= at) {
        await trx.deleteFrom('erasures').where('user_id', '=', userId).execute()
        await erasing.accounts.stay(trx, userId)
        await note(trx, { action: 'account-deletion-cancelled', by: 'server', about: userId })
      }
    })
  }

  async function eraseDue(): Promise<void> {
    const due = await db.selectFrom('erasures').select('user_id').where('due_at', '<=', now().toISOString()).execute()
    for (const { user_id } of due) {
      await erase(user_id, { again: false })
      log.info('an account was erased')
    }
  }

  return {
    pending,

    /** Erases an account in thirty days; until then it works as before. An erasure that is already waiting keeps its day. */
    async schedule(userId: string, { reason, by }: { reason: string | null; by: AskedBy }): Promise<Deletion> {
      const at = now()
      await db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto('erasures')
          .values({
            user_id: userId,
            scheduled_at: at.toISOString(),
            due_at: new Date(at.getTime() + GRACE_MS).toISOString(),
            reason,
          })
          .onConflict((conflict) => conflict.column('user_id').doNothing())
          .returning('user_id')
          .executeTakeFirst()
        if (!added) return
        await erasing.accounts.leave(trx, userId)
        await note(trx, { action: 'account-deletion-scheduled', ...whoAsked(by, userId) })
      })
      const scheduled = await pending(userId)
      if (!scheduled) throw new Problem('not-found', 'This account is no longer here.')
      ledger.addWaiting(userId, { at: scheduled.scheduled_at, due: scheduled.completion_date })
      await erasing.keepLedger()
      return scheduled
    },

    /** Keeps the account after all. Throws Problem `not-found` when nothing is waiting. */
    async cancel(userId: string, { by }: { by: AskedBy }): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const gone = await trx
          .deleteFrom('erasures')
          .where('user_id', '=', userId)
          .where('due_at', '>', now().toISOString())
          .returning('user_id')
          .executeTakeFirst()
        if (!gone) throw new Problem('not-found', 'No erasure of this account is waiting.')
        await erasing.accounts.stay(trx, userId)
        await note(trx, { action: 'account-deletion-cancelled', ...whoAsked(by, userId) })
        // Before it is over: one who stays must not be erased because a process ended here.
        ledger.addWaiting(userId, { at: now().toISOString(), due: null })
      })
      await erasing.keepLedger()
    },

    /** Erases an account at once; for the operator. */
    eraseNow: (userId: string) => erase(userId, { again: false }),

    /**
     * Before the doors open: whoever the ledger names and is here again, because an older database or folder was put back, is erased
     * again. Resolves with how many. Whose erasure waited, or was called off, after that copy was made waits again, or stays.
     */
    async applyAgain(): Promise<number> {
      const wasErased = ledger.look()
      const waiting = ledger.lookForWaiting()
      const found = new Set<string>()
      for await (const id of everybody()) {
        const said = waiting(id)
        if (wasErased(id)) found.add(id)
        else if (said) await waitAgain(id, said)
      }
      for (const id of await erasing.ownersOfFiles()) if (wasErased(id)) found.add(id)
      for (const id of found) await erase(id, { again: true })
      if (found.size > 0)
        log.warn({ erased: found.size }, 'accounts that were erased came back with an older copy and were erased again')
      return found.size
    },

    /**
     * Whether the ledger that belongs to this database is here. `missing`: the database was put back without it, so that erasures since
     * then are unknown. A database without a ledger gets the one that is here, or a new one.
     */
    async ledgerState(): Promise<'kept' | 'missing'> {
      const known = await db.selectFrom('installation').select('value').where('key', '=', LEDGER).executeTakeFirst()
      if (known) return known.value === ledger.id() ? 'kept' : 'missing'
      await adopt()
      return 'kept'
    },

    /** The operator knows that the ledger is lost: from here on the one that is here, or a new one, counts. */
    acceptLedger: adopt,
  }

  async function adopt(): Promise<void> {
    const id = ledger.begin()
    await db
      .insertInto('installation')
      .values({ key: LEDGER, value: id })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: id }))
      .execute()
  }
}

// Gone only when everything else is: see the end of `erase`.
const LAST = new Set(['erasures', 'audit_identities', 'audit_origins'])

const whoAsked = (by: AskedBy, userId: string) =>
  by === 'operator' ? { by: 'operator' as const, about: userId } : { by: { userId: by.userId }, address: by.address }

/** What is erased, by the names the export gives it. */
function itemsOf(tables: PersonalData<keyof Tables>): string[] {
  const names = Object.values(tables).flatMap((said) => {
    // The audit log keeps its lines, in which nobody is named any more.
    if (!said.personal || 'not' in said.exported || typeof said.owner !== 'string') return []
    return [said.exported.as, ...Object.values(said.exported.apart ?? {}).map((apart) => apart.as)]
  })
  return [...new Set([...names, 'recording_files', 'given_files', 'export_files', 'metadata'])]
}

function toDeletion({ scheduled_at, due_at }: { scheduled_at: string; due_at: string }, items: string[]): Deletion {
  return { status: 'scheduled', scheduled_at, completion_date: due_at, items_to_delete: items }
}
