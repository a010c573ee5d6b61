import { type Kysely, sql } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import type { Portion } from '../providers/ration.ts'

export type QuotaDb = Kysely<Pick<Tables, 'quotas' | 'daily_use' | 'call_use'>>

interface Added extends Portion {
  userId: string
  day: string
}

/** What is added, and the usual bounds of what is asked for; undefined: that is not asked for. */
interface AddedBelow extends Added {
  mostRequests: number | undefined
  mostTokens: number | undefined
  mostAudioMs: number | undefined
}

/** Adds a portion to a day while what it asks for is below its bounds, in one statement; no row: it was not added. */
export const addBelow = fixed((_: QuotaDb, { userId, day, requests, audioMs, tokens, ...usual }: AddedBelow) => {
  const most = (column: 'requests' | 'audio_ms' | 'tokens', otherwise: number | undefined) =>
    otherwise === undefined
      ? []
      : {
          used: sql.ref(`daily_use.${column}`),
          most: sql`coalesce((select ${sql.ref(`q.${column}`)} from quotas q where q.user_id = ${userId}), ${otherwise})`,
        }
  const bounds = [
    ...[most('requests', usual.mostRequests), most('tokens', usual.mostTokens), most('audio_ms', usual.mostAudioMs)],
  ].flat()
  const open = sql.join(
    bounds.map(({ most }) => sql`0 < ${most}`),
    sql` and `,
  )
  const room = sql.join(
    bounds.map(({ used, most }) => sql`${used} < ${most}`),
    sql` and `,
  )
  return sql<{ user_id: string }>`
    insert into daily_use (user_id, day, requests, audio_ms, tokens)
    select cast(${userId} as text), cast(${day} as text), cast(${requests} as bigint),
      cast(${audioMs} as bigint), cast(${tokens} as bigint)
    where ${open}
    on conflict (user_id, day) do update set
      requests = daily_use.requests + excluded.requests,
      audio_ms = daily_use.audio_ms + excluded.audio_ms,
      tokens = daily_use.tokens + excluded.tokens
    where ${room}
    returning user_id`
})

/** Adds to what was used on a day, or takes from it. */
export const addToDay = fixed((db: QuotaDb, { userId, day, requests, audioMs, tokens }: Added) =>
  db
    .updateTable('daily_use')
    .set((eb) => ({
      requests: eb('requests', '+', requests),
      audio_ms: eb('audio_ms', '+', audioMs),
      tokens: eb('tokens', '+', tokens),
    }))
    .where('user_id', '=', userId)
    .where('day', '=', day),
)
