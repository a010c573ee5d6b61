import type { Learner } from '../learner.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Tts } from '../providers/tts/tts.ts'
import type { Voice } from '../voice/voice.ts'
import type { Callers, Way } from './call.ts'
import { createCallSockets } from './carrier/call-sockets.ts'
import { type Hook, readHook } from './carrier/hook.ts'
import { createLateRecordings } from './carrier/late-recordings.ts'
import type { LiveCallNeeds } from './carrier/live-call.ts'
import { createNumberNames } from './carrier/number-names.ts'
import { createPlaces } from './carrier/places.ts'
import { createRepeats } from './carrier/repeats.ts'
import { createRest, type RestSettings } from './carrier/rest.ts'
import { isSigned } from './carrier/signature.ts'
import { createSteps } from './carrier/steps.ts'
import { createTickets } from './carrier/ticket.ts'
import { createTurnByTurn } from './carrier/turn-by-turn.ts'
import { twiml } from './carrier/twiml.ts'
import { createWaitingTurns } from './carrier/waiting-turns.ts'

export interface TelephonySettings extends RestSettings {
  /** How calls are to be carried. */
  mode: Way
  /** Calls at the same time, in this process. */
  maxCalls: number
  /** How long one call over a socket may last, in milliseconds. */
  lastsMs: number
  /** The longest message that is recorded, in seconds. */
  messageS: number
  /** False: hooks are believed without a signature. Only where somebody develops. */
  checkSignature: boolean
}

export type Telephony = ReturnType<typeof createTelephony>

export type HookName = 'voice' | 'process-speech' | 'recording' | 'status'

/** What came to one of our doors; `target` is its path and query. */
export interface Came {
  target: string
  signature: string | undefined
}

/**
 * Calls by telephone as a carrier brings them: hooks and sockets that only it can use, carried the best way this configuration can, and
 * `carrier`, what is asked of it.
 */
export function createTelephony({
  settings,
  callers,
  conversation,
  learnerOf,
  voice,
  sttFor,
  ttsFor,
  outgoing,
  secret,
  now,
  log,
}: {
  settings: TelephonySettings
  callers: Callers
  conversation: LiveCallNeeds['conversation'] & { replyText(userId: string, exchangeId: string): Promise<string> }
  learnerOf: (userId: string) => Promise<Learner | null>
  voice: Pick<Voice['live'], 'openSession' | 'measures' | 'clock'>
  /** The recogniser and the voice for a learner; null where there are none. */
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
  outgoing: Pick<Outgoing, 'only' | 'fetch'>
  /** Of this installation: signs tickets, and names numbers in logs. */
  secret: string
  now: () => Date
  log: { error(facts: object, message: string): void; warn(facts: object, message: string): void }
}) {
  const { home, authToken } = settings
  const { clock, measures, openSession } = voice
  const nameOf = createNumberNames(secret)
  const tickets = createTickets({ secret, now })
  const repeats = createRepeats({ now })
  const carrier = createRest({ settings, outgoing })
  const places = createPlaces({ max: settings.maxCalls, clock })
  const steps = createSteps(settings)
  const sockets = createCallSockets({
    ...{ openSession, conversation, callers, learnerOf, clock, log, sttFor, ttsFor, tickets, carrier },
    lastsMs: settings.lastsMs,
    redirect(callSid, answer, locale, signal) {
      const step = { sessionId: '', locale, n: 0, silent: 0, stays: true }
      const verbs = answer.kind === 'transfer' ? steps.transfer({ ...answer, text: '' }, step) : [steps.record(step)]
      return carrier.redirect(callSid, twiml(...verbs), { signal })
    },
    admit: (callSid) => places.take(callSid, { carried: true }),
    left: places.release,
    took: measures.message,
  })
  const recordings = createLateRecordings({ recorded: callers.recorded, clock, log })
  const turnByTurn = createTurnByTurn({
    ...{ callers, conversation, learnerOf, tickets, log },
    turns: createWaitingTurns({ ...conversation, clock, log }),
    steps,
    way: wayOf(settings, { sound: sttFor !== null && ttsFor !== null }),
    admit: (callSid) => places.take(callSid),
    heard: places.touch,
    left: (callSid) => places.leave(callSid),
    recorded: recordings.take,
    leftBySocket: sockets.leftBySocket,
  })
  const answers: Record<HookName, (hook: Hook) => Promise<string>> = {
    voice: turnByTurn.voice,
    'process-speech': turnByTurn.processSpeech,
    recording: turnByTurn.recording,
    status: turnByTurn.status,
  }

  /** Whether something is the carrier's own, by the public address; told in the log when it is not. */
  function believes(url: string, { target, signature }: Came, body: Uint8Array | null, form: boolean): boolean {
    if (!settings.checkSignature || isSigned(authToken, { url, given: signature, body, form })) return true
    const from = body ? readHook({ target, body, form }).field('From') : ''
    log.warn(
      { door: target.split('?', 1)[0], from: from ? nameOf(from) : null },
      'what came in the name of the carrier is not signed by it',
    )
    return false
  }

  return {
    carrier,
    nameOf,

    /** Answers a hook with TwiML; null: the carrier did not sign it. The same bytes again get the same answer. */
    async hook(name: HookName, came: Came, body: Uint8Array, form: boolean): Promise<string | null> {
      if (!believes(home + came.target, came, body, form)) return null
      return repeats.once(came.target, body, () => answers[name](readHook({ target: came.target, body, form })))
    },

    /** Whether the carrier signed the request that wants to become a socket. */
    maySocket: (came: Came) => believes(home.replace('http', 'ws') + came.target, came, null, false),
    connected: sockets.connected,

    /** Ends the calls of somebody whose account goes. */
    endCalls: sockets.endAll,
    /** The server stops: what is being said and what was recorded is kept, and waited for at most `ms`. */
    async close(ms: number): Promise<void> {
      await Promise.all([sockets.close(ms), recordings.close(ms)])
    },
  }
}

/** The best way there is from the one that is wanted: text over a socket, then sound, then turn by turn, which works everywhere. */
export function wayOf({ mode, home }: Pick<TelephonySettings, 'mode' | 'home'>, { sound }: { sound: boolean }): Way {
  const ways: Way[] = ['relay', 'media', 'gather']
  const works = { relay: home.startsWith('https:'), media: home.startsWith('https:') && sound, gather: true }
  return ways.slice(ways.indexOf(mode)).find((way) => works[way]) ?? 'gather'
}
