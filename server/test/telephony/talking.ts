import { createMeasures } from '../../src/operations/prometheus.ts'
import { type Clock, pause } from '../../src/providers/clock.ts'
import { createHandClock } from '../../src/providers/conformance/hand-clock.ts'
import { toBytes } from '../../src/providers/pcm.ts'
import type { Stt } from '../../src/providers/stt/stt.ts'
import type { Tts } from '../../src/providers/tts/tts.ts'
import type { Answer, Callers, IncomingCall, Welcome } from '../../src/telephony/call.ts'
import { createCallSockets } from '../../src/telephony/carrier/call-sockets.ts'
import { createTickets } from '../../src/telephony/carrier/ticket.ts'
import { createFarMedia } from './far-media.ts'
import { createMemoryConversation } from './memory-conversation.ts'
import type { Bad } from './network.ts'
import { createVoiceOverLines } from './over-lines.ts'

export const WORD_MS = 300
export const SECRET = 'a secret'
const LEARNER = { userId: 'ana', fullName: 'Ana', timezone: 'UTC', locale: 'en' }

/** Everybody who calls is Ana; what she says are turns unless `said` knows better. */
function createTrustingCallers(clock: Clock, said: (text: string) => Answer | null = () => null) {
  const asked: string[] = []
  const callers: Callers = {
    async begin({ callSid }): Promise<Welcome> {
      asked.push(`begin ${callSid}`)
      return {
        kind: 'learner',
        userId: 'ana',
        sessionId: 'monday',
        say: 'Hello Ana.',
        locale: 'en',
        trusted: true,
        next: 'listen',
      }
    },
    async said(_callSid, text) {
      return said(text) ?? { kind: 'turn', text, sessionId: 'monday', userId: 'ana', mode: 'conversation', kept: null }
    },
    async keyed(_callSid, digits) {
      // The first of them is looked up longer than the others.
      if (digits === '1') await pause(clock, 500, new AbortController().signal)
      asked.push(`keyed ${digits}`)
      return { kind: 'say', text: `You pressed ${digits}.`, next: 'listen' }
    },
    async silent(_callSid, times) {
      asked.push(`silent ${times}`)
      return { kind: 'say', text: times < 3 ? 'Are you there?' : 'Goodbye.', next: times < 3 ? 'listen' : 'hang-up' }
    },
    async recorded() {},
    async ended() {},
  }
  return { callers, asked }
}

/** A voice of which every word lasts as long, and which says so. */
export function createEvenTts(): Tts {
  return {
    name: 'even',
    model: null,
    async *speak(text) {
      for (const _word of text.split(' ').filter(Boolean)) yield toBytes(new Int16Array(WORD_MS * 24).fill(6_000))
    },
    async *speakTimed(text, speaking) {
      let nth = 0
      const words = text.split(' ').filter(Boolean)
      for await (const sound of this.speak(text, speaking)) {
        const word = words[nth] ?? ''
        yield { sound, words: [{ text: word, fromMs: nth * WORD_MS, toMs: (nth + 1) * WORD_MS }] }
        nth += 1
      }
    },
    voices: async () => [],
  }
}

/** A whole call over a Media Stream, on a clock that is turned by hand. */
export function createTalkingCall({
  answers,
  bad = {},
  said,
  ticket,
}: {
  answers(text: string, nth: number): string
  bad?: Bad
  said?: (text: string) => Answer | null
  /** Instead of the one it was given. */
  ticket?: string
}) {
  const clock = createHandClock()
  const { turns, unheard, conversation } = createMemoryConversation(clock, answers)
  const { callers, asked } = createTrustingCallers(clock, said)
  const tickets = createTickets({ secret: SECRET, now: () => new Date(clock.ms()) })
  const errors: string[] = []
  let saying = ''
  const stt: Stt = {
    name: 'listed',
    model: null,
    transcribe: async () => ({ text: saying, confidence: 0.9 }),
  }
  const hungUp: string[] = []
  const log = { error: (_: object, message: string) => void errors.push(message), warn() {} }
  const sockets = createCallSockets({
    openSession: createVoiceOverLines({ clock, conversation, measures: createMeasures(), log }),
    ...{ conversation, callers, clock, log, tickets },
    learnerOf: async () => LEARNER,
    sttFor: () => stt,
    ttsFor: createEvenTts,
    redirect: async (callSid, answer) => void hungUp.push(`${callSid} ${answer.kind}`),
    carrier: { hangUp: async (callSid) => void hungUp.push(callSid) },
    lastsMs: 3_600_000,
    admit: () => true,
    left() {},
    took() {},
  })
  const call: IncomingCall = {
    callSid: 'CA1',
    from: '+15550100001',
    to: '+15550100002',
    direction: 'in',
    attestation: 'A',
    way: 'media',
  }
  let closed = false
  const end = sockets.connected('media', {
    send: (message) => far.receive(message),
    close() {
      closed = true
    },
  })
  const far = createFarMedia(clock, {
    ...{ bad, back: bad, callSid: 'CA1' },
    send: (message) => end.message(message),
    parameters: { ticket: ticket ?? tickets.issue({ call, greet: true }) },
  })

  return {
    ...{ clock, turns, unheard, asked, errors, hungUp, far, sockets },
    closed: () => closed,
    /** The caller says something, which takes so long. */
    say(text: string, ms = 1_300) {
      saying = text
      far.speak(ms)
    },
    /** Time passes until something is so. Returns how long it took. */
    async until(what: () => boolean, ms = 60_000): Promise<number> {
      const since = clock.ms()
      while (!what()) {
        if (clock.ms() - since > ms) throw new Error(`it did not happen within ${ms} ms`)
        await clock.advance(20)
      }
      return clock.ms() - since
    },
  }
}
