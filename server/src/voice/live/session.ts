import type { VoiceState } from '@lva/contracts/voice'
import type { Habits } from './patience.ts'

/** One live conversation. No verb waits but `close`, and none throws. */
export interface VoiceSession {
  /** One frame of 20 ms: 320 samples, 16-bit mono at 16 kHz. Any other size is ignored, and shown as an error. */
  hear(frame: Int16Array): void
  /** Words of a recogniser at the far end, in place of sound: all that was understood of the utterance so far. */
  transcript(words: { text: string; final: boolean; confidence: number | null }): void
  /** A closed ear hears nothing; what was said until then is taken as it is. */
  mute(on: boolean): void
  /** "Done": the turn ends at once. */
  commit(): void
  /** The learner stops the reply, whatever it is doing. */
  cancel(): void
  /** How much of a reply has been heard, as the far end reports it. */
  played(playedMs: number, replyId: string, paused?: boolean): void
  /** The connection is lost, or back: nothing ends meanwhile and nothing is said. */
  away(on: boolean): void
  tune(manner: { patience?: number; voice?: string | null; rate?: number }): void
  state(): VoiceState
  /** Sound since the session began that is safely stored, or in which nobody spoke; in milliseconds. */
  throughMs(): number
  /** What they were saying is kept; no timer outlives this. */
  close(): Promise<void>
}

/** What can be switched off, to measure what it is good for. Nobody else has a reason to. */
export type Without = Partial<Record<'echo' | 'preRoll' | 'heardOnly' | 'patience' | 'resume' | 'speculation', boolean>>

export type LearnHabits = (habits: Habits) => void
