import { type Selectable, sql } from 'kysely'
import { fixed } from './fixed.ts'
import type { Database, Db } from './open.ts'
import type { Tables } from './tables.ts'

interface Claim {
  kinds: readonly string[]
  at: string
  until: string
  limit: number
  but: readonly string[]
  /** Rows another process is just taking are stepped over; undefined: no other is. */
  skips: true | undefined
}

const claim = fixed((_: Db, { kinds, at, until, limit, but, skips }: Claim) => {
  const others = but.length > 0 ? sql`and id not in (${sql.join(but)})` : sql``
  return sql<Selectable<Tables['jobs']>>`
    update jobs set claimed_until = ${until}, attempts = attempts + 1, asked_again = 0
    where id in (
      select id from jobs
      where failed_at is null and run_at <= ${at} and (claimed_until is null or claimed_until < ${at})
        and kind in (${sql.join(kinds)}) ${others}
      order by run_at limit ${limit} ${skips ? sql`for update skip locked` : sql``})
    returning *`
})

/**
 * Takes up to `limit` due jobs for this process, oldest first: one statement that finds and marks them, so that no two processes get the
 * same one, `but` none of these. A claim that ran out (its process died) is free again. PostgreSQL steps over rows another process is
 * just taking.
 */
export async function claimJobs(
  { db, engine }: Pick<Database, 'db' | 'engine'>,
  { kinds, now, until, limit, but }: { kinds: string[]; now: Date; until: Date; limit: number; but: string[] },
): Promise<Selectable<Tables['jobs']>[]> {
  if (kinds.length === 0) return []
  const rows = await claim(db, {
    ...{ kinds, at: now.toISOString(), until: until.toISOString(), limit, but },
    skips: engine === 'postgres' || undefined,
  })
  return rows.sort((a, b) => (a.run_at < b.run_at ? -1 : 1))
}
