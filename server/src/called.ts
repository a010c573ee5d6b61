import type { Logger } from 'pino'
import type { Accounts } from './accounts/accounts.ts'
import type { Config } from './config.ts'
import type { Conversation, Guide } from './conversation/conversation.ts'
import { intentOf } from './conversation/intent.ts'
import type { Db } from './db/open.ts'
import type { Events } from './events/events.ts'
import type { openFloor } from './floor.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Measured } from './measured.ts'
import type { Note } from './note.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import { Problem } from './problem.ts'
import type { Mail } from './providers/mail/mail.ts'
import type { Stt } from './providers/stt/stt.ts'
import type { Tts } from './providers/tts/tts.ts'
import type { QuotaKeeper } from './quotas/quotas.ts'
import { beginsReview } from './reviews/commands.ts'
import { phoneSettings, telephonySettings, webAddress } from './settings.ts'
import type { Carrier } from './telephony/call.ts'
import { createCallers, type KeepSound, type PhoneTable, type Talk } from './telephony/callers/callers.ts'
import { createTelephony } from './telephony/telephony.ts'

const SESSIONS_SEEN = 3

type Floor = Pick<Awaited<ReturnType<typeof openFloor>>, 'secrets' | 'vault'>

interface Needs extends Floor {
  config: Config
  db: Db
  jobs: Jobs
  now: () => Date
  newId: () => string
  log: Logger
  note: Note
  events: Events
  mail: Mail | null
  accounts: Pick<Accounts, 'learner' | 'mailboxOf' | 'confirm' | 'hashes'>
  conversation: Conversation
  measured: Pick<Measured, 'doors'>
  quotas: QuotaKeeper
  /** Those that lead turns; calls put theirs before them. */
  guides: Guide[]
  /** Somebody else who carries calls; null: nobody. */
  carrier: Carrier | null | undefined
  voice: Parameters<typeof createTelephony>[0]['voice']
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
  outgoing: Outgoing
}

/** Those who call and are called: put together from what is known of them, and from what a call does with the conversation. */
export function createCalled({
  config,
  db,
  secrets,
  accounts,
  conversation,
  measured,
  quotas,
  guides,
  carrier,
  voice,
  sttFor,
  ttsFor,
  outgoing,
  ...needs
}: Needs) {
  const { reviews } = measured.doors

  const talk: Talk = {
    takesLeave: (text, locale) => intentOf(text, locale) === 'end_conversation',
    wantsReview: beginsReview,
    isReviewing: async (learner, sessionId) => (await reviews.answering.open(learner))?.session_id === sessionId,
    async capture(learner, sessionId, text, key) {
      const turn = { learner, sessionId, text, mode: 'capture' as const, spoken: true, idempotencyKey: key }
      for await (const _ of conversation.takeTurn(turn));
    },
    endSession: conversation.endSession,
    async lastReply(userId, sessionId) {
      const { history } = await conversation.history(userId, sessionId, { limit: 1 })
      return history[0]?.agent_text ?? null
    },
  }

  /** A recording whose words cannot be written down yet is as safe as one whose are. */
  const keepSound: KeepSound = async (learner, { sessionId, bytes, key, saidAt }) => {
    const audio = Buffer.from(bytes)
    const turn = { learner, sessionId, audio, mode: 'capture' as const, idempotencyKey: key, saidAt }
    try {
      for await (const event of conversation.takeSpokenTurn(turn))
        if (event.type === 'turn-start') return event.exchange_id
      throw new Error('a recording became no turn')
    } catch (error) {
      const { kept, exchange_id } = error instanceof Problem ? error.fields : {}
      if (kept === true && typeof exchange_id === 'string') return exchange_id
      throw error
    }
  }

  const callers = createCallers({
    ...{ ...needs, db: db.$pickTables<PhoneTable>(), publish: needs.events.publish, secret: secrets.refresh },
    known: {
      learnerOf: accounts.learner,
      sessions: (userId) => conversation.sessions(userId, { limit: SESSIONS_SEEN }),
      due: async (userId) => (await reviews.counts(userId)).due,
    },
    ...{ talk, keepSound, quota: quotas.calls, settings: phoneSettings(config), home: webAddress(config) },
    carrier: () => (carrier === undefined ? (telephony?.carrier ?? null) : carrier),
    ...{ hashes: accounts.hashes, confirm: accounts.confirm, mailboxOf: accounts.mailboxOf },
  })
  // What nobody has vouched for is taken down by the first of all guides, before anything of the past is looked at.
  guides.unshift(callers.guide)
  const settings = telephonySettings(config)
  const telephony =
    settings &&
    createTelephony({
      ...{ settings, callers, conversation, learnerOf: accounts.learner, voice, sttFor, ttsFor, outgoing },
      ...{ secret: secrets.access, now: needs.now, log: needs.log },
    })
  return {
    callers,
    /** Null: no call can come. */
    telephony,
    /** Ends the calls of somebody whose account goes, and forgets who they called as. */
    async erase(userId: string): Promise<void> {
      await telephony?.endCalls(userId)
      await callers.erase(userId)
    },
  }
}
