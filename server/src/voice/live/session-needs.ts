import type { VoiceStages } from '@lva/contracts/voice'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Clock } from '../../providers/clock.ts'
import type { Stt } from '../../providers/stt/stt.ts'
import type { Tts } from '../../providers/tts/tts.ts'
import type { Cue } from '../text/cue-phrases/phrases.ts'
import type { Brain } from './brain.ts'
import type { Line } from './line.ts'
import type { Habits, Patience } from './patience.ts'

/** What can be switched off, to measure what it is good for. Nobody else has a reason to. */
export type Without = Partial<Record<'echo' | 'preRoll' | 'heardOnly' | 'patience' | 'resume' | 'speculation', boolean>>

/** What operators count besides turns. */
export type SessionEvent = 'backchannel' | 'echo' | 'speculation-adopted' | 'speculation-dropped'

export interface SessionNeeds {
  clock: Clock
  line: Line
  brain: Brain
  /** Null where words come instead of sound. */
  detector: SpeechDetector | null
  /** Null where the far end recognises. */
  stt: Stt | null
  /** Null where the far end speaks. */
  tts: Tts | null
  /** A recogniser's transcript as somebody's words, ghosts left out; `voicedMs` is how long a voice was heard. */
  clean: (text: string, heard: { voicedMs: number | null; lastedMs?: number }) => string
  /** BCP 47 tag of what is spoken. */
  language: string
  patience: Patience
  /** `rate` is 0.5–2. */
  manner: { voice: string | null; rate: number }
  /** A turn was answered: what it waited for. */
  onMetric(told: { stages: VoiceStages; total_ms: number }): void
  /** Something is known about how this learner pauses. */
  learn(habits: Habits): void
  onEvent(what: SessionEvent): void
  /** What was asked for and done without a turn, and of which reply. */
  onCue?: ((cue: Cue, exchangeId: string) => void) | undefined
  without?: Without
}
