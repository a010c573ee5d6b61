import type { PhoneCalls, PhoneCallsQuery, PhoneSetup } from '@lva/contracts/phone'
import type { Logger } from 'pino'
import type { Publish } from '../../events/events.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Note } from '../../note.ts'
import type { Mail } from '../../providers/mail/mail.ts'
import type { QuotaKeeper } from '../../quotas/quotas.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Callers, Carrier } from '../call.ts'
import { createAloneGuide } from './alone-guide.ts'
import { createCallBacks } from './call-back.ts'
import type { CallersDb } from './callers-db.ts'
import { type Call, createCalls } from './calls.ts'
import { createHearing, type Talk } from './hearing.ts'
import { createKeys } from './keys.ts'
import type { Known } from './known.ts'
import { createNumbers } from './numbers.ts'
import { createPins, type Hashes } from './pins.ts'
import { createRequests } from './requests.ts'
import { createResealing, createSealing } from './sealed-numbers.ts'
import { createSummaryMail } from './summary-mail.ts'
import { createVoicemail, type KeepSound } from './voicemail.ts'
import { createWelcoming } from './welcoming.ts'

export type { PhoneTable } from './callers-db.ts'
export type { Talk } from './hearing.ts'
export type { KeepSound } from './voicemail.ts'

/** What of the configuration calls rest on. */
export interface PhoneSettings {
  /** Whom calls are passed on to; null: nobody. */
  transferTo: string | null
  /** What numbers that are called begin with; none: those of the country of our own. */
  beginnings: readonly string[]
  /** Largest recording that is fetched. */
  maxBytes: number
}

interface Needs {
  db: CallersDb
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  now: () => Date
  newId: () => string
  log: Pick<Logger, 'info' | 'warn'>
  note: Note
  publish: Publish
  vault: Vault
  /** Numbers and codes are hashed with it. Another one, and every number has to be linked anew. */
  secret: string
  known: Known
  talk: Talk
  keepSound: KeepSound
  hashes: Hashes
  confirm: Parameters<typeof createPins>[0]['confirm']
  quota: QuotaKeeper['calls']
  /** Null: this server sends no mail. */
  mail: Mail | null
  mailboxOf: (userId: string) => Promise<string | null>
  home: string
  /** Null: this server has no telephone. */
  carrier: () => Carrier | null
  settings: PhoneSettings
}

/** What became of a call of ours. */
const overAs = ({ state }: Pick<Call, 'state'>) => (state === 'done' ? 'done' : 'missed')

export type CallerKeeper = ReturnType<typeof createCallers>

/** Who calls, what they may do, and whom we call: the people's side of the telephone. */
export function createCallers({ db, now, vault, secret, known, talk, quota, carrier, settings, ...needs }: Needs) {
  const { jobs } = needs
  const { learnerOf } = known
  const { endSession } = talk
  const sealing = createSealing({ vault, secret })
  const requests = createRequests({ now, secret })
  const keys = createKeys()
  const calls = createCalls({ ...needs, db, now, quota })
  const left = async (userId: string) => quota.left(userId, await calls.talking(userId))
  const numbers = createNumbers({
    ...{ ...needs, db, now, sealing, requests, carrier, left, beginnings: settings.beginnings },
  })
  const pins = createPins({ ...needs, db, now })
  const callBacks = createCallBacks({ ...needs, db, now, known, numbers, pins, calls, left, carrier })
  const welcoming = createWelcoming({ ...needs, now, known, numbers, pins, calls, left, callBacks, sealing })
  const summaries = createSummaryMail({ ...needs, learnerOf, endSession })
  const voicemail = createVoicemail({
    ...{ ...needs, db, now, learnerOf, calls, numbers, sealing, carrier, maxBytes: settings.maxBytes },
  })
  const hearing = createHearing({
    ...{ learnerOf, talk, calls, numbers, pins, keys, left, callBacks, welcoming, transferTo: settings.transferTo },
    mailReady: async (userId) => (await summaries.state(userId)) === 'ready',
  })

  async function sweep(): Promise<void> {
    await numbers.sweep()
    for (const call of await calls.sweep()) if (call.direction === 'out') await callBacks.over(call.sid, overAs(call))
    await callBacks.sweep()
    await requests.sweep(db)
  }
  jobs.recurring('forget-calls', '*/15 * * * *', sweep)

  const inCalls: Callers = {
    begin: welcoming.begin,
    ...hearing,
    recorded: voicemail.take,

    async ended(callSid, how) {
      keys.forget(callSid)
      const call = await calls.end(callSid, how, async (trx, { user_id, session_id, summary_wanted, turns }) => {
        if (summary_wanted && turns > 0) await summaries.send(trx, { userId: user_id, sessionId: session_id })
      })
      if (call?.direction === 'out') await callBacks.over(callSid, overAs(call))
    },
  }

  return {
    ...inCalls,
    /** Leads the turns of calls nobody has vouched for; to be asked before all others. */
    guide: createAloneGuide({ calls }),
    numbers,
    pins,
    callBacks,

    /** Everything about a learner and the telephone. */
    async setup(userId: string): Promise<PhoneSetup> {
      const line = carrier()
      const [list, pinSetAt, { wish, consentedAt }, mail, most, seconds, month] = await Promise.all([
        ...([numbers.list(userId), pins.setAt(userId), callBacks.of(userId), summaries.state(userId)] as const),
        ...([quota.minutesOf(userId), quota.usedToday(userId), calls.month(userId)] as const),
      ])
      return {
        ...{ state: line ? 'ready' : 'off', number: line?.number ?? null, numbers: list, pin_set_at: pinSetAt },
        ...{ call_back: wish, call_back_consented_at: consentedAt, transfer: settings.transferTo !== null, mail },
        today: { minutes: Math.ceil(seconds / 60), minutes_most: most },
        month,
      }
    },

    log: (userId: string, query: PhoneCallsQuery): Promise<PhoneCalls> => calls.list(userId, query),

    /** What is sealed here, for when the key changes. */
    sealed: createResealing({ db, vault, sealing }),
    sweep,

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      await requests.forget(db, userId)
      await voicemail.erase(userId)
      for (const table of ['call_back_calls', 'call_backs', 'calls', 'phone_pins', 'phone_numbers'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
