import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'

/** Who said nothing for so long is gone, and is forgotten after the second. */
const GONE_MS = 3 * 60_000
const FORGOTTEN_MS = 15 * 60_000

/** What a process says of itself every minute. Shares are from 0 to 1. */
const Said = z.object({
  since: z.string(),
  /** In the latest five minutes, and in the latest. */
  requests: z.number(),
  errors: z.number(),
  answers: z.array(z.number()),
  requestsOfMinute: z.number(),
  errorsOfMinute: z.number(),
  cpu: z.number(),
  memory: z.number(),
  residentBytes: z.number(),
  disk: z.number().optional(),
  resting: z.array(z.string()),
})
export type Said = z.infer<typeof Said>

/** A process that lives, and what it said. */
export interface Living extends Said {
  id: string
  seenAt: Date
}

/** The processes of an installation, as each says of itself in the database that all share. */
export function createProcesses({
  db,
  id,
  now,
}: {
  db: Kysely<Pick<Tables, 'watched_processes'>>
  id: string
  now: () => Date
}) {
  return {
    async say(said: Said): Promise<void> {
      const row = { seen_at: now().toISOString(), said: JSON.stringify(said) }
      await db
        .insertInto('watched_processes')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },

    /** This process ends as it should, and nobody has to look for it. */
    async leave(): Promise<void> {
      await db.deleteFrom('watched_processes').where('id', '=', id).execute()
    },

    /** Who lives, and how many said nothing for some minutes without having left. Those of earlier are forgotten. */
    async all(): Promise<{ living: Living[]; gone: number }> {
      const ago = (ms: number) => new Date(now().getTime() - ms).toISOString()
      await db.deleteFrom('watched_processes').where('seen_at', '<', ago(FORGOTTEN_MS)).execute()
      const rows = await db.selectFrom('watched_processes').selectAll().orderBy('id').execute()
      const here = rows.filter(({ seen_at }) => seen_at >= ago(GONE_MS))
      const living = here.flatMap(({ id, seen_at, said }) => {
        // Of another release, perhaps, which says other things.
        const read = Said.safeParse(JSON.parse(said))
        return read.success ? [{ id, seenAt: new Date(seen_at), ...read.data }] : []
      })
      return { living, gone: rows.length - here.length }
    },
  }
}
