import type { Kysely } from 'kysely'
import type { Jobs } from '../jobs/jobs.ts'
import { createNotes } from './notes.ts'
import { createReading, type Identities } from './reading.ts'
import type { OwnTables } from './tables.ts'

export type Audit = ReturnType<typeof createAudit>

/** The audit log: what is noted is written with the fact, read by administrators, and forgets from where it was done. */
export function createAudit({
  db,
  jobs,
  now,
  newId,
  identities,
  originDays,
}: {
  db: Kysely<OwnTables>
  jobs: Pick<Jobs, 'recurring'>
  now: () => Date
  newId: () => string
  identities: Identities
  /** For so many days it is kept from where something was done. */
  originDays: number
}) {
  const notes = createNotes({ now, newId })
  const reading = createReading({ db, now, note: notes.note, identities, originDays })

  jobs.recurring('forget-origins', '27 3 * * *', reading.forgetOrigins)

  return { ...notes, ...reading }
}
