import type { AuditPage, AuditQuery } from '@lva/contracts/administration'
import { AuditEvent } from '@lva/contracts/audit'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { AuditNote, Note } from '../note.ts'
import type { OwnTables } from './tables.ts'

/** How the audit log asks who somebody is; people who are gone are in neither answer. */
export interface Identities {
  emailsOf(userIds: readonly string[]): Promise<Map<string, string>>
  /** The id of whoever has this address, or null. */
  idOf(email: string): Promise<string | null>
}

/** What of the log is wanted. */
export type Wanted = Partial<Omit<AuditQuery, 'limit' | 'before'>>

const PAGE = 500

/** Reads the audit log; the people behind its pseudonyms are named while their identities are kept. */
export function createReading({
  db,
  now,
  note,
  identities,
  originDays,
}: {
  db: Kysely<OwnTables>
  now: () => Date
  note: Note
  identities: Identities
  /** For so many days it is kept from where something was done. */
  originDays: number
}) {
  async function pseudonymOf(person: string): Promise<string | null> {
    if (!person.includes('@')) return person
    const userId = await identities.idOf(person)
    if (userId === null) return null
    const row = await db
      .selectFrom('audit_identities')
      .select('pseudonym')
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row?.pseudonym ?? null
  }

  type Found = SelectQueryBuilder<OwnTables, 'audit_events', { seq: number }>

  /** The question as conditions; null: nobody fits it. */
  async function conditions({ action, person, since, until }: Wanted) {
    const pseudonym = person === undefined ? undefined : await pseudonymOf(person.trim())
    if (pseudonym === null) return null
    return <Query extends Found>(query: Query) =>
      query
        .$if(action !== undefined, (found) => found.where('action', '=', action ?? ''))
        .$if(since !== undefined, (found) => found.where('at', '>=', instant(since)))
        .$if(until !== undefined, (found) => found.where('at', '<', instant(until)))
        .$if(pseudonym !== undefined, (found) =>
          found.where(({ or, eb }) => or([eb('actor', '=', pseudonym ?? ''), eb('subject', '=', pseudonym ?? '')])),
        ) as Query
  }

  async function rows(
    wanted: Wanted,
    { order, limit, from }: { order: 'asc' | 'desc'; limit: number; from: number | undefined },
  ) {
    const narrowed = await conditions(wanted)
    if (!narrowed) return []
    const query = db.selectFrom('audit_events').selectAll().orderBy('seq', order).limit(limit)
    const found = await narrowed(query)
      .$if(from !== undefined, (page) => page.where('seq', order === 'asc' ? '>' : '<', from ?? 0))
      .execute()
    const events = await named(found)
    return found.map(({ seq }, index) => ({ seq, event: events[index] as AuditEvent }))
  }

  async function named(found: Omit<OwnTables['audit_events'], 'seq'>[]): Promise<AuditEvent[]> {
    if (found.length === 0) return []
    const pseudonyms = [...new Set(found.flatMap(({ actor, subject }) => (subject ? [actor, subject] : [actor])))]
    const [people, origins] = await Promise.all([
      db.selectFrom('audit_identities').selectAll().where('pseudonym', 'in', pseudonyms).execute(),
      db
        .selectFrom('audit_origins')
        .select(['event_id', 'address'])
        .where(
          'event_id',
          'in',
          found.map(({ id }) => id),
        )
        .execute(),
    ])
    const emails = await identities.emailsOf(people.map(({ user_id }) => user_id))
    const emailBehind = new Map(people.map(({ pseudonym, user_id }) => [pseudonym, emails.get(user_id) ?? null]))
    const addressOf = new Map(origins.map(({ event_id, address }) => [event_id, address]))
    return found.map(({ id, at, action, actor, subject, details }) =>
      AuditEvent.parse({
        ...{ id, at, action, actor, subject, details: JSON.parse(details) },
        address: addressOf.get(id) ?? null,
        actor_email: emailBehind.get(actor) ?? null,
        subject_email: (subject && emailBehind.get(subject)) ?? null,
      }),
    )
  }

  return {
    /** A page of the log, newest first. */
    async page({ limit, before, ...wanted }: AuditQuery): Promise<AuditPage> {
      const found = await rows(wanted, { order: 'desc', limit: limit + 1, from: before })
      const shown = found.slice(0, limit)
      return {
        events: shown.map(({ event }) => event),
        next: found.length > limit ? (shown.at(-1)?.seq ?? null) : null,
      }
    },

    /** All that fits, oldest first, read page by page. */
    async *all(wanted: Wanted): AsyncGenerator<AuditEvent, void, undefined> {
      let from: number | undefined
      for (;;) {
        const page = await rows(wanted, { order: 'asc', limit: PAGE, from })
        for (const { event } of page) yield event
        from = page.at(-1)?.seq
        if (page.length < PAGE) return
      }
    },

    /** Notes that somebody takes a copy of the log. */
    async noteExport({ format, ...who }: Pick<AuditNote, 'by' | 'address'> & { format: string }): Promise<void> {
      await note(db, { ...who, action: 'admin-viewed', details: { what: 'audit-export', format } })
    },

    /** Forgets from where things were done that were done longer ago than it is kept. */
    async forgetOrigins(): Promise<void> {
      const before = new Date(now().getTime() - originDays * 86_400_000).toISOString()
      await db.deleteFrom('audit_origins').where('at', '<', before).execute()
    },
  }
}

// Instants are compared as text, so they have to be written alike.
const instant = (text: string | undefined) => new Date(text ?? 0).toISOString()
