import type { VoiceStages } from '@lva/contracts/voice'
import type { SpeechDetector } from '@lva/speech/detector'
import { cleanTranscript } from '../../../server/src/conversation/transcript-text.ts'
import type { Clock } from '../../../server/src/providers/clock.ts'
import type { Stt } from '../../../server/src/providers/stt/stt.ts'
import type { Habits } from '../../../server/src/voice/live/patience.ts'
import { createVoiceSession, type VoiceSession } from '../../../server/src/voice/live/session.ts'
import type { Without } from '../../../server/src/voice/live/session-needs.ts'
import { createRandom } from '../../random.ts'
import type { Condition, Language } from '../corpus/corpus.ts'
import { createModel, type Model, type ModelPace } from '../people/model.ts'
import { createReplyVoice, type ReplyVoice, type VoicePace } from '../people/reply-voice.ts'
import { createTruth, type Truth } from '../people/truth.ts'
import { extentOf } from '../sound/level.ts'
import type { Spoken } from '../sound/studio.ts'
import { createMicrophone, type Echo, type Microphone } from './microphone.ts'
import { createPlayer, type Distance } from './player.ts'

// The product's session between a microphone and a loudspeaker that are computed. Time is the caller's: by hand, hours take seconds.

/** What every conversation here has in common unless it says otherwise; docs/voice-evaluation.md states these. */
const USUAL = {
  distance: { networkMs: 20, jitterMs: 6, deviceMs: 20 } satisfies Distance,
  echo: { leakDb: -20, delayMs: 60 } satisfies Echo,
  model: { firstMs: 400, everyMs: 25, promptTokens: 300 } satisfies ModelPace,
  voice: { firstMs: 150, everyMs: 15 } satisfies VoicePace,
}

const CLOSES_WITHIN_MS = 20_000
const ARRIVES_WITHIN_MS = 500

export interface Setting {
  seed: string
  language?: Language
  condition?: Condition
  background?: Float32Array | null
  distance?: Distance
  echo?: Echo | null
  model?: ModelPace
  voice?: VoicePace
  /** The voice tells when its words sound. */
  timed?: boolean
  patience?: number
  habits?: Habits
  without?: Without
  detector: SpeechDetector
  /** A second detector, for the browser's ear next to the loudspeaker. */
  nearEar?: SpeechDetector | null
  /** Whoever answers and speaks in the place of those that are computed. */
  people?(clock: Clock): { model?: Model; voice?: ReplyVoice }
  ears(at: { clock: Clock; microphone: Microphone; truth: Truth; seed: string }): Stt
  replyTo(text: string, turn: number): string
}

/** From when to when something sounds, on the conversation's clock. */
export interface Span {
  fromMs: number
  toMs: number
}

export type Conversation = ReturnType<typeof openConversation>

/** Opens a session; `pass` lets 20 ms go by on the clock. */
export function openConversation(clock: Clock, pass: () => Promise<void>, setting: Setting) {
  const { seed, language = 'en', condition = 'clean' } = setting
  const distance = setting.distance ?? USUAL.distance
  const echo = setting.echo === undefined ? USUAL.echo : setting.echo
  const microphone = createMicrophone({ condition, background: setting.background ?? null, echo, seed })
  const truth = createTruth()
  const people = setting.people?.(clock)
  const model = people?.model ?? createModel(clock, setting.model ?? USUAL.model, setting.replyTo)
  const voice =
    people?.voice ?? createReplyVoice(clock, setting.voice ?? USUAL.voice, { timed: setting.timed ?? false })
  const random = createRandom(`network ${seed}`)
  const player = createPlayer({
    clock,
    random,
    distance,
    detector: setting.nearEar ?? null,
    report: (playedMs, replyId) => session.played(playedMs, replyId),
  })
  const states: { atMs: number; state: string }[] = []
  const learnt: Habits[] = []
  const metrics: { atMs: number; stages: VoiceStages; total_ms: number }[] = []
  const session: VoiceSession = createVoiceSession({
    clock,
    line: player.line,
    brain: model.brain,
    detector: setting.detector,
    stt: setting.ears({ clock, microphone, truth, seed }),
    tts: voice.tts,
    language,
    patience: { slider: setting.patience ?? 0.5, habits: setting.habits ?? { pausesMs: [] } },
    manner: { voice: null, rate: 1 },
    clean: cleanTranscript,
    onEvent: () => {},
    onMetric: (told) => void metrics.push({ atMs: clock.ms(), ...told }),
    learn: (habits) => void learnt.push(habits),
    without: setting.without ?? {},
  })
  const said: (Span & { label: string })[] = []
  const delayFrames = Math.round((echo?.delayMs ?? 0) / 20)
  const loudWords: string[][] = []
  const loudspeaker: Int16Array[] = []
  const unsent: Int16Array[] = []
  let lastArrival = 0
  let connected = true

  async function step() {
    await pass()
    const loud = player.tick()
    loudspeaker.push(loud ?? new Int16Array(480))
    const frame = microphone.frames()
    const block = loud ? player.heard.at(-1) : undefined
    loudWords[frame] = block ? voice.wordsIn(block.print) : []
    const picked = microphone.pick(loud)
    player.hear(picked)
    const audible = echo && echo.leakDb >= -35 && !microphone.hidesEcho(frame)
    truth.echoes(frame, audible ? (loudWords[frame - delayFrames] ?? []) : [])
    lastArrival = Math.max(lastArrival, clock.ms() + distance.networkMs + random.next() * distance.jitterMs)
    clock.after(Math.max(0, lastArrival - clock.ms()), () => (connected ? session.hear(picked) : unsent.push(picked)))
    const state = session.state()
    if (states.at(-1)?.state !== state) states.push({ atMs: clock.ms(), state })
  }

  async function wait(ms: number) {
    const until = clock.ms() + ms
    while (clock.ms() < until) await step()
  }

  function begin(label: string, { samples, words: spoken }: Spoken): Span {
    const { fromFrame } = microphone.sound(samples)
    truth.learnerSays(fromFrame, spoken)
    const { from, to } = extentOf(samples)
    const span = { fromMs: clock.ms() + from / 16, toMs: clock.ms() + to / 16 }
    said.push({ label, ...span })
    return span
  }

  return {
    session,
    model,
    voice,
    player,
    microphone,
    states,
    learnt,
    metrics,
    said,
    loudspeaker,
    wait,
    now: () => clock.ms(),
    /** Steps until it is so; false when it is not within `mostMs`. */
    async until(so: () => boolean, mostMs: number): Promise<boolean> {
      const end = clock.ms() + mostMs
      while (!so()) {
        if (clock.ms() >= end) return false
        await step()
      }
      return true
    },
    /** The learner begins to say something, or something sounds; answers from when to when it really does, on the clock. */
    begin,
    /** Says it to its end. */
    async say(label: string, spoken: Spoken): Promise<Span> {
      const span = begin(label, spoken)
      await wait(spoken.samples.length / 16)
      return span
    },
    /** The network goes, or comes back; what was picked up meanwhile is then sent, as the browser does. */
    connect(on: boolean) {
      connected = on
      player.connect(on)
      session.away(!on)
      if (on) for (const frame of unsent.splice(0)) session.hear(frame)
    },
    /** Ends it; true when the session was done within `CLOSES_WITHIN_MS`. What is on its way in the network arrives before this answers. */
    async close(): Promise<boolean> {
      let closed = false
      void session.close().then(() => {
        closed = true
      })
      for (const end = clock.ms() + CLOSES_WITHIN_MS; !closed && clock.ms() < end; ) await pass()
      states.push({ atMs: clock.ms(), state: 'closed' })
      for (const end = clock.ms() + ARRIVES_WITHIN_MS; clock.ms() < end; ) await pass()
      return closed
    },
  }
}
