import type { Logger } from 'pino'
import { z } from 'zod'
import type { AnyDb } from '../../db/open.ts'
import type { Publish } from '../../events/events.ts'
import { sessionOfCall } from '../../ids.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { NotYet } from '../../jobs/kind.ts'
import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import type { Carrier, CarrierRecording } from '../call.ts'
import type { CallersDb } from './callers-db.ts'
import type { Calls } from './calls.ts'
import type { Numbers } from './numbers.ts'
import { numberOf } from './phone-number.ts'
import type { Sealing } from './sealed-numbers.ts'

const DAY_MS = 86_400_000
/** Recordings of one learner that are taken in a day; a forged number could leave any number of them. */
const A_DAY = 50
/** After so long the carrier will not give it any more. */
const GIVEN_UP_MS = 7 * DAY_MS
/** The carrier tells of a recording before it can give it. */
const READY_MS = 3_600_000
const LOOKS_AGAIN_MS = 15_000
const WAITING_AT_ONCE = 200
const URL_MAX = 1_000
/** So often a recording is tried to be removed at the carrier, which takes days. */
const REMOVALS_MAX = 30
/** What is no speech, or no sound at all: trying again would not mend it. */
const HOPELESS: ReadonlySet<string> = new Set([
  ...['nothing-heard', 'unknown-audio', 'damaged-audio', 'nothing-said', 'too-large', 'audio-too-long'],
  ...['not-found', 'idempotency-mismatch'],
])

/** Keeps a recording as a turn that is only written down. Resolves with the turn; throws Problem as an upload does. */
export type KeepSound = (
  learner: Learner,
  sound: { sessionId: string; bytes: Uint8Array; key: string; saidAt: Date },
) => Promise<string>

/** Recordings that were left in calls: fetched from the carrier by durable work, kept like any other recording, and written down. */
export function createVoicemail({
  db,
  now,
  newId,
  log,
  jobs,
  publish,
  learnerOf,
  keepSound,
  calls,
  numbers,
  sealing,
  carrier,
  maxBytes,
}: {
  db: CallersDb
  now: () => Date
  newId: () => string
  log: Pick<Logger, 'warn'>
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  publish: Publish
  learnerOf: (userId: string) => Promise<Learner | null>
  keepSound: KeepSound
  calls: Pick<Calls, 'bySid' | 'countTurn'>
  numbers: Pick<Numbers, 'whose'>
  sealing: Pick<Sealing, 'mark' | 'sealPlace' | 'openPlace'>
  carrier: () => Carrier | null
  maxBytes: number
}) {
  const fetching = jobs.kind('fetch-voicemail', z.object({ userId: z.uuid(), id: z.uuid() }))
  const Removal = z.object({ id: z.string(), place: z.string() })
  const removing = jobs.kind('remove-recording', Removal, { maxAttempts: REMOVALS_MAX })

  /** Whose recording it is: of the call, or of the number it came from. A number alone may have something written down. */
  async function whose(callSid: string, from: string | null | undefined) {
    const call = await calls.bySid(callSid)
    if (call) return { userId: call.user_id, sessionId: call.session_id }
    const number = from ? numberOf(from) : null
    const owner = number && (await numbers.whose(number))
    return owner ? { userId: owner.user_id, sessionId: sessionOfCall(callSid) } : null
  }

  /** It is safe here, or nobody's: once the transaction is done it need not lie at the carrier any more. */
  function remove(trx: AnyDb, url: string) {
    const id = sealing.mark(url)
    return removing.enqueue(trx, { id, place: sealing.sealPlace(id, url) }, { key: id })
  }

  removing.does(async ({ id, place }, { signal }) => {
    try {
      await carrier()?.removeRecording(sealing.openPlace(id, place), { signal })
    } catch (error) {
      if (!(error instanceof ProviderError) || error.retryable) throw error
      log.warn({ err: error }, 'a recording could not be removed at the carrier')
    }
  })

  async function settle(
    { id, user_id, url }: { id: string; user_id: string; url: string },
    state: 'kept' | 'lost',
    exchangeId: string | null,
  ) {
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('call_recordings')
        .set({ state, exchange_id: exchangeId, url: '' })
        .where('id', '=', id)
        .where('user_id', '=', user_id)
        .execute()
      await remove(trx, url)
    })
    publish(user_id, { type: 'phone-changed' })
  }

  fetching.does(async ({ userId, id }, { signal }) => {
    const row = await db
      .selectFrom('call_recordings')
      .selectAll()
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', '=', 'waiting')
      .executeTakeFirst()
    const [line, learner] = [carrier(), await learnerOf(userId)]
    if (!row || !line || !learner) return
    const found = await line.fetchRecording(row.url, { maxBytes, signal })
    if (found === 'gone') {
      if (now().getTime() - Date.parse(row.at) < READY_MS) throw new NotYet(LOOKS_AGAIN_MS)
      return settle(row, 'lost', null)
    }
    const sound = { sessionId: row.session_id, bytes: found.bytes, key: `voicemail ${id}`, saidAt: new Date(row.at) }
    const kept = await keepSound(learner, sound).catch((error: unknown) => {
      if (error instanceof Problem && HOPELESS.has(error.code)) return null
      throw error
    })
    await settle(row, kept === null ? 'lost' : 'kept', kept)
    if (kept !== null) await calls.countTurn(row.call_sid)
  })

  /** What waits although nobody fetches it any more is fetched again; what is too old for that is lost. */
  async function lookAgain(): Promise<void> {
    const before = new Date(now().getTime() - GIVEN_UP_MS).toISOString()
    const old = await db
      .selectFrom('call_recordings')
      .select(['id', 'user_id', 'url'])
      .where('state', '=', 'waiting')
      .where('at', '<', before)
      .limit(WAITING_AT_ONCE)
      .execute()
    for (const row of old) await settle(row, 'lost', null)
    const rows = await db
      .selectFrom('call_recordings')
      .select(['id', 'user_id'])
      .where('state', '=', 'waiting')
      .orderBy('at')
      .limit(WAITING_AT_ONCE)
      .execute()
    for (const { id, user_id } of rows)
      await db.transaction().execute((trx) => fetching.enqueue(trx, { userId: user_id, id }, { key: id }))
  }
  jobs.recurring('fetch-voicemails', '23 * * * *', lookAgain)

  return {
    /** The carrier has a recording. Told again it is the same one. */
    async take(callSid: string, { url, seconds, from }: CarrierRecording): Promise<void> {
      if (url.length > URL_MAX) return
      const owner = await whose(callSid, from)
      if (!owner) return db.transaction().execute((trx) => remove(trx, url))
      const { userId, sessionId } = owner
      const since = new Date(now().getTime() - DAY_MS).toISOString()
      await db.transaction().execute(async (trx) => {
        const { count } = await trx
          .selectFrom('call_recordings')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('user_id', '=', userId)
          .where('at', '>', since)
          .executeTakeFirstOrThrow()
        if (Number(count) >= A_DAY) return remove(trx, url)
        const row = await trx
          .insertInto('call_recordings')
          .values({
            ...{
              id: newId(),
              user_id: userId,
              call_sid: callSid,
              session_id: sessionId,
              url,
              url_hash: sealing.mark(url),
            },
            ...{ seconds: Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0, state: 'waiting' },
            ...{ exchange_id: null, at: now().toISOString() },
          })
          .onConflict((conflict) => conflict.columns(['user_id', 'url_hash']).doNothing())
          .returning('id')
          .executeTakeFirst()
        if (row) await fetching.enqueue(trx, { userId, id: row.id }, { key: row.id })
      })
    },

    /** Forgets what a learner left, here and at the carrier. */
    async erase(userId: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const rows = await trx.deleteFrom('call_recordings').where('user_id', '=', userId).returning('url').execute()
        for (const { url } of rows) if (url) await remove(trx, url)
      })
    },
  }
}
