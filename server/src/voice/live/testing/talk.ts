import { createHandClock } from '../../../providers/conformance/hand-clock.ts'
import type { Brain } from '../brain.ts'
import { createVoiceSession } from '../session.ts'
import type { SessionEvent, SessionNeeds } from '../session-needs.ts'
import {
  createMarkDetector,
  createMarkStt,
  createMarkTts,
  createSpeaker,
  createVocabulary,
  wordsHeard,
} from './marked-sound.ts'
import { createMemoryLine } from './memory-line.ts'
import { createScriptedBrain, type ScriptedAnswer } from './scripted-brain.ts'

interface Talk {
  answer?: (text: string, call: number) => ScriptedAnswer
  /** Who answers, instead of the script. */
  brain?: Brain
  stt?: Parameters<typeof createMarkStt>[2] | null
  tts?: Parameters<typeof createMarkTts>[2] | null
  reportsEveryMs?: number | null
  patience?: number
  without?: SessionNeeds['without']
}

/** A whole conversation in memory, on a clock that is turned by hand: somebody speaks, and the session answers. */
export function createTalk({
  answer = () => ({
    words: ['Well, ', 'that is ', 'a good ', 'thought. ', 'Tell me more.'],
    firstAfterMs: 200,
    betweenMs: 20,
  }),
  stt = {},
  tts = {},
  reportsEveryMs = 100,
  patience = 0.5,
  without = {},
  brain: own,
}: Talk = {}) {
  const clock = createHandClock()
  const vocabulary = createVocabulary()
  const line = createMemoryLine(clock, { reportsEveryMs })
  const brain = createScriptedBrain(clock, answer)
  const voice = tts && createMarkTts(clock, vocabulary, tts)
  const recogniser = stt && createMarkStt(clock, vocabulary, stt)
  const speaker = createSpeaker(vocabulary)
  const learnt: number[][] = []
  const events: SessionEvent[] = []
  const metrics: { stages: Record<string, number>; total_ms: number }[] = []
  const session = createVoiceSession({
    clock,
    line,
    brain: own ?? brain,
    detector: stt && createMarkDetector(),
    stt: recogniser,
    tts: voice,
    clean: (text) => text.trim(),
    language: 'en',
    patience: { slider: patience, habits: { pausesMs: [] } },
    manner: { voice: null, rate: 1 },
    onMetric: (told) => void metrics.push(told),
    learn: ({ pausesMs }) => void learnt.push(pausesMs),
    onEvent: (what) => void events.push(what),
    without,
  })
  line.connect((ms, replyId) => session.played(ms, replyId))

  async function hear(frames: Int16Array[]) {
    for (const frame of frames) {
      await clock.advance(20)
      session.hear(frame)
    }
    await clock.settle()
  }

  return {
    clock,
    line,
    brain,
    session,
    voice,
    recogniser,
    learnt,
    events,
    metrics,
    speaker,
    hear,
    say: (text: string, options?: { wordMs?: number }) => hear(speaker.words(text, options)),
    silence: (ms: number) => hear(speaker.silence(ms)),
    noise: (ms: number) => hear(speaker.noise(ms)),
    /** Silence until something is so, at most `ms`; tells how long it took. */
    async until(what: () => boolean, ms = 20_000): Promise<number> {
      const since = clock.ms()
      while (!what()) {
        if (clock.ms() - since > ms) throw new Error(`it did not happen within ${ms} ms`)
        await hear(speaker.silence(20))
      }
      return clock.ms() - since
    },
    states: () => line.frames('state').map(({ state }) => state),
    /** What came out of the loudspeaker, of one reply or of all. */
    heard: (of?: string) =>
      wordsHeard(
        line.heard().filter(({ replyId }) => of === undefined || replyId === of),
        vocabulary,
        tts?.wordMs,
      ),
    async hangUp() {
      const closing = session.close()
      await clock.advance(15_000)
      await closing
      line.close()
      return clock.pending
    },
  }
}
