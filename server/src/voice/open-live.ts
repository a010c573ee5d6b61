import type { Settings } from '@lva/contracts/accounts'
import type { SpeechDetector } from '@lva/speech/detector'
import { problemOf } from '../http/errors.ts'
import type { SignedIn } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Tts } from '../providers/tts/tts.ts'
import type { Takes } from '../recordings/recordings.ts'
import { createBrain, type Heart } from './brain.ts'
import { createBrowserLine } from './browser-line.ts'
import type { createHabits } from './habits.ts'
import type { Line } from './live/line.ts'
import { createVoiceSession } from './live/session.ts'
import type { LiveMeasures } from './live-measures.ts'
import type { Opened } from './live-sessions.ts'
import type { VoiceStart } from './live-voice.ts'
import { problemFrame } from './problem-frame.ts'
import type { Cue } from './text/cue-phrases/phrases.ts'

interface Needs {
  conversation: Heart
  takes: Takes
  /** The recogniser and the voice for a learner; null where there are none. */
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
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

/**
 * Puts one live voice together: the engine's session over a browser's line, with the recogniser, the voice and the habits of its learner.
 * Throws Problem `no-recogniser` and `no-voice` where the client has to bring its own.
 */
export function createOpenLive({
  conversation,
  takes,
  sttFor,
  ttsFor,
  clean,
  newDetector,
  habits,
  settingsOf,
  obeyed,
  measures,
  clock,
  log,
}: Needs) {
  function earOf(userId: string): Stt {
    if (sttFor) return sttFor(userId)
    throw new Problem(
      'no-recogniser',
      'Nobody here can write speech down. The browser may have a recogniser of its own.',
    )
  }

  function mouthOf(userId: string): Tts {
    if (ttsFor) return ttsFor(userId)
    throw new Problem('no-voice', 'No voice is set up on the server. The browser may have one of its own.')
  }

  return async function openLive({
    signedIn,
    sessionId,
    start,
  }: {
    signedIn: SignedIn
    sessionId: string
    start: VoiceStart
  }): Promise<Opened> {
    const { userId } = signedIn
    const stt = start.input === 'audio' ? earOf(userId) : null
    const tts = start.output === 'text' ? null : mouthOf(userId)
    const [settings, learnt] = await Promise.all([settingsOf(userId), habits.of(userId)])
    let turns = 0
    let about: readonly string[] = start.document_ids ?? []
    let learning: Promise<void> = Promise.resolve()

    const line = createBrowserLine({
      output: tts ? 'audio' : 'text',
      onResume: () => measures.event('false-alarm'),
    })
    const counted: Line = {
      ...line,
      show(frame) {
        if (frame.type === 'transcript-end') turns += 1
        measures.shown(frame)
        line.show(frame)
      },
    }
    const brain = createBrain(
      { conversation, takes, log },
      {
        learner: () => signedIn,
        sessionId,
        about: () => about,
        onTrouble(error) {
          const problem = problemOf(error)
          if (problem.code === 'internal') log.error({ err: error }, 'sound of a live voice is not stored')
          line.tell(problemFrame(problem))
        },
      },
    )
    const session = createVoiceSession({
      clock,
      line: counted,
      brain,
      clean,
      detector: stt ? newDetector() : null,
      stt,
      tts,
      language: start.language ?? signedIn.locale,
      patience: { slider: start.patience ?? settings.patience, habits: learnt },
      manner: { voice: start.voice ?? settings.voice, rate: start.rate ?? settings.speech_rate },
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
        tune(wishes) {
          about = wishes.document_ids ?? about
          session.tune(wishes)
        },
      },
      line,
      recogniser: !stt ? 'client' : stt.listen ? 'streaming' : 'segment',
      turns: () => turns,
      async settled() {
        await brain.settled()
        await learning
      },
    }
  }
}
