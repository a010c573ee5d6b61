import type { Settings } from '@lva/contracts/accounts'
import type { SpeechDetector } from '@lva/speech/detector'
import { problemOf } from '../http/errors.ts'
import type { Learner } from '../learner.ts'
import type { Clock } from '../providers/clock.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Tts } from '../providers/tts/tts.ts'
import type { Takes } from '../recordings/recordings.ts'
import { createBrain, type Heart } from './brain.ts'
import type { createHabits } from './habits.ts'
import type { Line } from './live/line.ts'
import { createVoiceSession, type VoiceSession } from './live/session.ts'
import type { LiveMeasures } from './live-measures.ts'
import { problemFrame } from './problem-frame.ts'
import type { Cue } from './text/cue-phrases/phrases.ts'

export interface SessionOpener {
  conversation: Heart
  takes: Takes
  /** A recogniser's transcript as somebody's words, what it invents for silence left out. */
  clean: (text: string, heard: { voicedMs: number | null; lastedMs?: number }) => string
  newDetector(): SpeechDetector
  habits: ReturnType<typeof createHabits>
  settingsOf(userId: string): Promise<Settings>
  /** Hears what was asked for and done without a turn, such as "slower". */
  obeyed?: ((userId: string, cue: Cue, exchangeId: string) => Promise<void>) | undefined
  measures: LiveMeasures
  clock: Clock
  log: { error(facts: object, message: string): void; warn(facts: object, message: string): void }
}

/** What one session is opened for. What is left out is as the learner set it. */
export interface OpenedFor {
  learner: Learner
  sessionId: string
  line: Line
  /** Null where the far end recognises, or speaks. */
  stt: Stt | null
  tts: Tts | null
  language?: string | undefined
  patience?: number | undefined
  voice?: string | null | undefined
  rate?: number | undefined
  about?: readonly string[] | undefined
  /** Instead of the conversation itself: somebody who hears first what is said to it. */
  heart?: Heart | undefined
}

export type OpenSession = ReturnType<typeof createOpenSession>

export interface OpenedSession {
  session: VoiceSession
  turns: () => number
  /** Resolves when everything that was said is where it belongs. */
  settled(): Promise<void>
}

/** Puts the engine's session over a line, with the habits and the settings of its learner. */
export function createOpenSession({
  conversation,
  takes,
  clean,
  newDetector,
  habits,
  settingsOf,
  obeyed,
  measures,
  clock,
  log,
}: SessionOpener) {
  return async ({
    learner,
    sessionId,
    line,
    stt,
    tts,
    heart = conversation,
    ...wishes
  }: OpenedFor): Promise<OpenedSession> => {
    const { userId } = learner
    const [settings, learnt] = await Promise.all([settingsOf(userId), habits.of(userId)])
    let turns = 0
    let about = wishes.about ?? []
    let learning: Promise<void> = Promise.resolve()

    const counted: Line = {
      ...line,
      show(frame) {
        if (frame.type === 'transcript-end') turns += 1
        measures.shown(frame)
        line.show(frame)
      },
    }
    const brain = createBrain(
      { conversation: heart, takes, log },
      {
        learner: () => learner,
        sessionId,
        about: () => about,
        onTrouble(error) {
          const problem = problemOf(error)
          if (problem.code === 'internal') log.error({ err: error }, 'sound of a live voice is not stored')
          line.show(problemFrame(problem))
        },
      },
    )
    const session = createVoiceSession({
      ...{ clock, line: counted, brain, clean, stt, tts },
      detector: stt ? newDetector() : null,
      language: wishes.language ?? learner.locale,
      patience: { slider: wishes.patience ?? settings.patience, habits: learnt },
      manner: { voice: wishes.voice ?? settings.voice, rate: wishes.rate ?? settings.speech_rate },
      onMetric: measures.turn,
      onEvent: measures.event,
      onCue(cue, exchangeId) {
        obeyed?.(userId, cue, exchangeId).catch((err: unknown) =>
          log.warn({ err }, 'what somebody asked for was not kept'),
        )
      },
      learn(habit) {
        learning = habits
          .learn(userId, habit)
          .catch((err: unknown) => log.warn({ err }, 'how somebody pauses was not kept'))
      },
    })
    return {
      session: {
        ...session,
        tune(wished: Parameters<VoiceSession['tune']>[0] & { document_ids?: readonly string[] | undefined }) {
          about = wished.document_ids ?? about
          session.tune(wished)
        },
      },
      turns: () => turns,
      async settled() {
        await brain.settled()
        await learning
      },
    }
  }
}
