import type { Settings } from '@lva/contracts/accounts'
import type { Kysely } from 'kysely'
import type { Conversation } from '../conversation/conversation.ts'
import type { Tables } from '../db/tables.ts'
import type { Measures } from '../operations/operations.ts'
import type { Clock } from '../providers/clock.ts'
import type { Stt } from '../providers/stt/stt.ts'
import type { Tts } from '../providers/tts/tts.ts'
import type { Takes } from '../recordings/recordings.ts'
import { createDetectors, type DetectorSettings } from './detectors.ts'
import { createHabits } from './habits.ts'
import { createLiveMeasures } from './live-measures.ts'
import { createLiveSessions, type VoiceLimits } from './live-sessions.ts'
import { createOpenLive } from './open-live.ts'
import { createOpenSession, type SessionOpener } from './open-session.ts'
import { createReadingAloud } from './reading-aloud.ts'
import type { Cue } from './text/cue-phrases/phrases.ts'
import { speakable } from './text/speakable.ts'

export type { Heart } from './brain.ts'
export type { Line } from './live/line.ts'
export type { VoiceFacts } from './live-voice.ts'
export type { OpenedSession, OpenSession } from './open-session.ts'
export type { Cue } from './text/cue-phrases/phrases.ts'

export type Voice = ReturnType<typeof createVoice>

interface Needs {
  db: Kysely<Pick<Tables, 'voice_habits'>>
  conversation: Conversation
  takes: Takes
  /** The recogniser and the voice for a learner; null where there are none. */
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
  settingsOf(userId: string): Promise<Settings>
  /** Hears what was asked of a live voice and done without a turn, and of which reply. */
  obeyed?: ((userId: string, cue: Cue, exchangeId: string) => Promise<void>) | undefined
  /** A recogniser's transcript as somebody's words. */
  clean: (text: string, heard: { voicedMs: number | null }) => string
  limits: VoiceLimits
  detector: DetectorSettings
  measures: Measures
  /** Signs the links under which replies are heard. */
  secret: string
  clock: Clock
  now: () => Date
  newId: () => string
  log: { error(facts: object, message: string): void; warn(facts: object, message: string): void }
}

/** A text as it is spoken by somebody else: no Markdown, symbols in words. */
export const asSpoken = (text: string, language: string): string => speakable(text, language).spoken

/** Speech in both directions: replies that are read aloud, and live voices. */
export function createVoice({ db, conversation, ttsFor, detector, secret, now, ...needs }: Needs) {
  const habits = createHabits({ db, now })
  const detectors = createDetectors(detector)
  const live = createLive({ ...needs, ...{ conversation, ttsFor, habits, now, newDetector: detectors.make } })

  return {
    ...createReadingAloud({ conversation, ttsFor, secret, now }),
    live,
    /** Forgets how a learner pauses; it is learnt anew. */
    forgetHabits: habits.forget,

    /** Ends what a learner is saying, keeps nothing of it, and forgets how they speak. */
    async erase(userId: string): Promise<void> {
      await live.live.endAll(userId)
      await habits.forget(userId)
    },

    /** Starts what tells voices from noise. Throws an Error for the operator when it cannot be had. */
    ready: detectors.ready,

    /** Tells everybody who is talking, keeps what they were saying, and waits for that at most `ms`. */
    async close(ms: number): Promise<void> {
      await live.live.close(ms)
      await detectors.close()
    },
  }
}

/** The live voices of this process, and what is counted of them. */
function createLive({
  measures: all,
  limits,
  now,
  newId,
  sttFor,
  ttsFor,
  ...needs
}: Omit<SessionOpener, 'measures'> &
  Pick<Parameters<typeof createOpenLive>[0], 'sttFor' | 'ttsFor'> & {
    measures: Measures
    limits: VoiceLimits
    now: () => Date
    newId: () => string
  }) {
  const measures = createLiveMeasures(all, { list: () => live.list() })
  const openSession = createOpenSession({ ...needs, measures })
  const live = createLiveSessions({
    open: createOpenLive({ openSession, sttFor, ttsFor, measures }),
    limits,
    clock: needs.clock,
    log: needs.log,
    now,
    newId,
  })
  return { live, measures, openSession, clock: needs.clock }
}
