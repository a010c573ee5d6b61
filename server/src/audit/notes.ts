import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AuditNote, Note } from '../note.ts'
import type { OwnTables } from './tables.ts'

/** Writes the audit log: who did what, when and from where. */
export function createNotes({ now, newId }: { now: () => Date; newId: () => string }) {
  /** The pseudonym of somebody, made at the first note about them. It is random, so that nothing leads from it to the person. */
  async function pseudonymOf(trx: Kysely<OwnTables>, userId: string): Promise<string> {
    const row = await trx
      .insertInto('audit_identities')
      .values({ user_id: userId, pseudonym: `person-${randomBytes(8).toString('hex')}` })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ user_id: userId }))
      .returning('pseudonym')
      .executeTakeFirstOrThrow()
    return row.pseudonym
  }

  async function write(trx: Kysely<OwnTables>, { action, by, about, address, details = {} }: AuditNote) {
    const id = newId()
    const at = now().toISOString()
    const actor = typeof by === 'string' ? by : await pseudonymOf(trx, by.userId)
    const subject = about === undefined ? null : await pseudonymOf(trx, about)
    await trx
      .insertInto('audit_events')
      .values({ id, at, action, actor, subject, details: JSON.stringify(details) })
      .execute()
    if (address === undefined) return
    const userId = typeof by === 'string' ? null : by.userId
    await trx.insertInto('audit_origins').values({ event_id: id, user_id: userId, address, at }).execute()
  }

  const note: Note = write
  return {
    note,

    /**
     * Forgets who is behind a pseudonym and from where they came, in the caller's transaction; what was done stays in the log. Also a try
     * at the door without signing in came from somewhere, most likely from them.
     */
    async erase(trx: Kysely<OwnTables>, userId: string): Promise<void> {
      await trx.deleteFrom('audit_origins').where('user_id', '=', userId).execute()
      await trx
        .deleteFrom('audit_origins')
        .where('event_id', 'in', (eb) =>
          eb
            .selectFrom('audit_events')
            .innerJoin('audit_identities', 'pseudonym', 'subject')
            .select('id')
            .where('actor', '=', 'nobody')
            .where('audit_identities.user_id', '=', userId),
        )
        .execute()
      await trx.deleteFrom('audit_identities').where('user_id', '=', userId).execute()
    },
  }
}
