import { pino } from 'pino'
import { cleanTranscript } from '../../src/conversation/transcript-text.ts'
import { testApp } from '../../src/http/test-app.ts'
import { newId } from '../../src/ids.ts'
import { createMeasures } from '../../src/operations/prometheus.ts'
import { createOutgoing } from '../../src/outgoing/outgoing.ts'
import type { Clock } from '../../src/providers/clock.ts'
import { realClock } from '../../src/providers/clock.ts'
import type { Answer, Callers, CarrierRecording, IncomingCall, Way, Welcome } from '../../src/telephony/call.ts'
import { telephonyRoutes } from '../../src/telephony/routes.ts'
import { createTelephony } from '../../src/telephony/telephony.ts'
import { createVoice } from '../../src/voice/voice.ts'
import type { TestHouse, Wishes } from '../house.ts'
import { createPhone, HOME, TOKEN } from './phone.ts'

interface PhoneWishes extends Wishes {
  mode?: Way
  /** Hears how long each message of a socket took, in milliseconds. */
  took?: (ms: number) => void
  maxCalls?: number
  clock?: Clock
  /** What is known of who calls, laid over somebody who may do everything. */
  welcome?: (call: IncomingCall) => Partial<Welcome> | { kind: 'stranger'; say: string; locale: string }
  /** What is answered to words that are no turn. */
  said?: (text: string) => Answer | null
  broken?: () => boolean
}

/** A house with the carrier's doors, and somebody whose number it knows. */
export async function openPhoneHouse(
  open: (wishes?: Wishes) => Promise<TestHouse>,
  {
    mode = 'gather',
    maxCalls = 10,
    clock = realClock,
    welcome = () => ({}),
    said = () => null,
    broken = () => false,
    took,
    ...wishes
  }: PhoneWishes = {},
) {
  const house = await open(wishes)
  const ana = await house.learner({ name: 'Ana' })
  const userId = (await house.accounts.idOf(ana.email)) ?? ''
  const asked: string[] = []
  const recordings: CarrierRecording[] = []
  const lines: string[] = []
  const callers: Callers = {
    async begin(call) {
      if (broken()) throw new Error('the database is away')
      asked.push(`begin ${call.direction} ${call.attestation}`)
      const known = { kind: 'learner', userId, sessionId: `twilio_${call.callSid}`, say: 'Hello Ana.', locale: 'en' }
      return { ...known, trusted: true, next: 'listen', ...welcome(call) } as Welcome
    },
    async said(callSid, text) {
      asked.push(`said ${text}`)
      const turn = {
        kind: 'turn',
        text,
        sessionId: `twilio_${callSid}`,
        userId,
        mode: 'conversation',
        kept: null,
      } as const
      return said(text) ?? turn
    },
    async keyed(_callSid, digits) {
      asked.push(`keyed ${digits}`)
      return { kind: 'say', text: 'Thank you.', next: 'listen' }
    },
    async silent(_callSid, times) {
      asked.push(`silent ${times}`)
      return { kind: 'say', text: 'Are you there?', next: 'listen' }
    },
    async recorded(_callSid, recording) {
      if (broken()) throw new Error('the database is away')
      recordings.push(recording)
    },
    async ended(_callSid, { status, seconds }) {
      asked.push(`ended ${status} ${seconds}`)
    },
  }
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const { conversation, accounts, recordings: sounds, db } = house
  const stt = wishes.stt ? () => wishes.stt as NonNullable<Wishes['stt']> : null
  const tts = wishes.tts ? () => wishes.tts as NonNullable<Wishes['tts']> : null
  const voice = createVoice({
    db: db.$pickTables<'voice_habits'>(),
    ...{ conversation, takes: sounds.takes, settingsOf: accounts.settingsOf, sttFor: stt, ttsFor: tts },
    ...{ clean: cleanTranscript, limits: { total: 10, perUser: 10, lastsMs: 3_600_000 } },
    ...{ detector: { kind: 'builtin', model: null }, measures: createMeasures(), secret: 'a secret' },
    ...{ clock, now: house.now, newId, log },
  })
  await voice.ready()
  const telephony = createTelephony({
    settings: {
      ...{ accountSid: 'AC1', authToken: TOKEN, number: '+15550100002', baseUrl: null, home: HOME },
      ...{ mode, maxCalls, lastsMs: 3_600_000, messageS: 60, checkSignature: true },
    },
    ...{
      callers,
      conversation,
      learnerOf: accounts.learner,
      voice: took ? { ...voice.live, measures: { ...voice.live.measures, message: took } } : voice.live,
      sttFor: stt,
      ttsFor: tts,
    },
    ...{ outgoing: createOutgoing(), secret: 'a secret', now: house.now, log },
  })
  const app = await testApp({ log })
  telephonyRoutes(app, telephony)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    ...{ house, ana, asked, recordings, lines, telephony },
    phone: createPhone(url),
    history: async (session: string) =>
      (await ana.history(session)).history.map(({ user_text, agent_text }) => [user_text, agent_text]),
    async close() {
      await telephony.close(1_000)
      await app.close()
    },
  }
}
