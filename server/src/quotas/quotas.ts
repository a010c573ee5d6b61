import type { DailyUse, MyUse, QuotaExceptions, Quotas } from '@lva/contracts/quotas'
import type { Logger } from 'pino'
import type { Tables } from '../db/tables.ts'
import type { Administrator } from '../http/administrator.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Portion, Ration } from '../providers/ration.ts'
import { addBelow, addToDay, type QuotaDb } from './adding.ts'
import { type Amounts, bound, dayOf, type Measure, nextDay, sentenceFor, usedUp, written } from './amounts.ts'
import { type CallPrices, createCallQuota } from './calls.ts'

const MINUTE_MS = 60_000
const MEGABYTE = 1024 ** 2
/** For so many days it is kept who used how much. */
const KEPT_DAYS = 90

export type { CallPrices } from './calls.ts'

export type QuotaKeeper = ReturnType<typeof createQuotas>

interface Needs {
  db: QuotaDb
  jobs: Pick<Jobs, 'recurring'>
  now: () => Date
  log: Logger
  note: Note
  /** What everybody has for whom nothing else was set. */
  standard: Quotas
  /** What a minute on the telephone costs, and what all of them may cost together in a day, in US dollars. */
  callPrices: CallPrices
  /** Whether somebody has an account. */
  exists: (userId: string) => Promise<boolean>
}

/**
 * What each learner may use of models and speech in a day (UTC). A portion is set aside in one statement that also checks the bound, so
 * that any number of turns at once, on any number of processes, exceed it by one turn at most; what was really used is put right
 * afterwards, and nobody waits for that.
 */
export function createQuotas({ db, jobs, now, log, note, standard, callPrices, exists }: Needs) {
  const calls = createCallQuota({ db, now, minutes: standard.call_minutes, prices: callPrices })
  const settling = new Set<Promise<void>>()
  const usual: Amounts = {
    requests: bound(standard.requests),
    audioMs: bound(standard.audio_minutes, MINUTE_MS),
    tokens: bound(standard.tokens),
  }

  function track(work: Promise<void>) {
    const tracked = work.finally(() => settling.delete(tracked))
    settling.add(tracked)
  }

  async function boundsOf(userId: string): Promise<Amounts> {
    const own = await db.selectFrom('quotas').selectAll().where('user_id', '=', userId).executeTakeFirst()
    return {
      requests: own?.requests ?? usual.requests,
      audioMs: own?.audio_ms ?? usual.audioMs,
      tokens: own?.tokens ?? usual.tokens,
    }
  }

  async function usedOn(userId: string, day: string): Promise<Amounts> {
    const row = await db
      .selectFrom('daily_use')
      .selectAll()
      .where('user_id', '=', userId)
      .where('day', '=', day)
      .executeTakeFirst()
    return { requests: row?.requests ?? 0, audioMs: row?.audio_ms ?? 0, tokens: row?.tokens ?? 0 }
  }

  /** Adds a portion to the day while what it asks for is below its bounds, in one statement. False: it was not added. */
  async function add(trx: QuotaDb, userId: string, day: string, portion: Portion): Promise<boolean> {
    const asksModel = portion.requests > 0
    const rows = await addBelow(trx, {
      ...{ userId, day, ...portion, mostAudioMs: portion.audioMs > 0 ? usual.audioMs : undefined },
      ...{ mostRequests: asksModel ? usual.requests : undefined, mostTokens: asksModel ? usual.tokens : undefined },
    })
    return rows.length > 0
  }

  /**
   * The same, without waiting for the disk: a turn would be slower by that, and all that a crash at this moment costs is the count of a
   * turn that is lost with it. `written` resolves when it is durable.
   */
  function setAside(
    userId: string,
    day: string,
    portion: Portion,
  ): { added: Promise<boolean>; written: Promise<void> } {
    const { promise: added, resolve, reject } = Promise.withResolvers<boolean>()
    const written = db.transaction().execute(async (trx) => resolve(await add(trx, userId, day, portion)))
    written.catch(reject)
    track(written.catch(() => {}))
    return { added, written }
  }

  async function putRight(userId: string, day: string, difference: Amounts): Promise<void> {
    if (Object.values(difference).every((amount) => amount === 0)) return
    await addToDay(db, { userId, day, ...difference })
  }

  async function refusal(userId: string, asked: readonly Measure[]): Promise<ProviderError> {
    const at = now()
    const bounds = await boundsOf(userId)
    // Between the refusal and this look something may have been put right; the first amount asked for is as good a reason then.
    const measure = usedUp(await usedOn(userId, dayOf(at)), bounds, asked) ?? asked[0] ?? 'requests'
    return new ProviderError('quota', 'spent', {
      detail: sentenceFor(measure, bounds, at),
      retryAfterMs: nextDay(at).getTime() - at.getTime(),
    })
  }

  const ration: Ration = {
    async take(userId, portion) {
      if (Object.values(portion).every((amount) => amount === 0)) return () => {}
      const day = dayOf(now())
      const { added, written } = setAside(userId, day, portion)
      if (!(await added)) throw await refusal(userId, portion.requests > 0 ? ['requests', 'tokens'] : ['audioMs'])
      return (used) => {
        const difference = {
          requests: used.requests - portion.requests,
          audioMs: used.audioMs - portion.audioMs,
          tokens: used.tokens - portion.tokens,
        }
        const work = written
          .then(() => putRight(userId, day, difference))
          .catch((err: unknown) => log.warn({ err }, 'what a turn really used was not counted'))
        track(work)
      }
    },
  }

  async function exceptionsOf(userId: string): Promise<QuotaExceptions> {
    const own = await db.selectFrom('quotas').selectAll().where('user_id', '=', userId).executeTakeFirst()
    const said = (value: number | null | undefined, unit?: number) =>
      value === null || value === undefined ? null : written(value, unit)
    return {
      ...{ requests: said(own?.requests), audio_minutes: said(own?.audio_ms, MINUTE_MS), tokens: said(own?.tokens) },
      ...{ storage_mb: said(own?.storage_bytes, MEGABYTE), call_minutes: said(own?.call_seconds, 60) },
    }
  }

  async function roomOf(userId: string): Promise<number> {
    const own = await db.selectFrom('quotas').select('storage_bytes').where('user_id', '=', userId).executeTakeFirst()
    return own?.storage_bytes ?? bound(standard.storage_mb, MEGABYTE)
  }

  async function sweep(): Promise<void> {
    const before = dayOf(new Date(now().getTime() - KEPT_DAYS * 86_400_000))
    for (const table of ['daily_use', 'call_use'] as const)
      await db.deleteFrom(table).where('day', '<', before).execute()
  }
  jobs.recurring('forget-use', '17 3 * * *', sweep)

  return {
    ration,
    calls,
    exceptionsOf,

    /** How many bytes of files a learner may keep. */
    roomOf,

    /** What a learner used today and may use, and when the next day begins. */
    async today(userId: string): Promise<MyUse> {
      const at = now()
      const [used, bounds, room] = await Promise.all([usedOn(userId, dayOf(at)), boundsOf(userId), roomOf(userId)])
      return {
        today: toUse({ day: dayOf(at), requests: used.requests, audio_ms: used.audioMs, tokens: used.tokens }),
        quotas: {
          requests: written(bounds.requests),
          audio_minutes: written(bounds.audioMs, MINUTE_MS),
          tokens: written(bounds.tokens),
          storage_mb: written(room, MEGABYTE),
          call_minutes: await calls.minutesOf(userId),
        },
        opens_again_at: nextDay(at).toISOString(),
      }
    },

    /** What several learners used today; who used nothing is not in it. */
    async todayOf(userIds: readonly string[]): Promise<Map<string, DailyUse>> {
      if (userIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('daily_use')
        .selectAll()
        .where('day', '=', dayOf(now()))
        .where('user_id', 'in', userIds)
        .execute()
      return new Map(rows.map((row) => [row.user_id, toUse(row)]))
    },

    /** What a learner used on the last days on which anything was used, latest first. */
    async days(userId: string, { limit }: { limit: number }): Promise<DailyUse[]> {
      const rows = await db
        .selectFrom('daily_use')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('day', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toUse)
    },

    /** Sets what one learner may use and keep, noted in the audit log. Throws Problem `not-found` when there is no such learner. */
    async except(
      userId: string,
      wish: QuotaExceptions,
      { by, address }: { by: Administrator; address: string },
    ): Promise<QuotaExceptions> {
      if (!(await exists(userId))) throw new Problem('not-found', 'There is no such account.')
      const stored = (value: QuotaExceptions['requests'], unit?: number) => (value === null ? null : bound(value, unit))
      const values = {
        requests: stored(wish.requests),
        audio_ms: stored(wish.audio_minutes, MINUTE_MS),
        tokens: stored(wish.tokens),
        storage_bytes: stored(wish.storage_mb, MEGABYTE),
        call_seconds: stored(wish.call_minutes, 60),
      }
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('quotas')
          .values({ user_id: userId, ...values })
          .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
          .execute()
        await note(trx, { action: 'quota-changed', by, about: userId, address, details: { ...wish } })
      })
      return exceptionsOf(userId)
    },

    /** Forgets who used how much longer ago than it is kept. */
    sweep,

    /** Removes what is counted and set for a learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['daily_use', 'call_use', 'quotas'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },

    /** Resolves when everything used so far is counted. */
    async settled(): Promise<void> {
      await Promise.all(settling)
    },
  }
}

function toUse({ day, requests, audio_ms, tokens }: Omit<Tables['daily_use'], 'user_id'>): DailyUse {
  return { day, requests, audio_minutes: Math.round(audio_ms / 600) / 100, tokens }
}
