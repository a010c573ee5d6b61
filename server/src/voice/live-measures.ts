import type { ServerFrame } from '@lva/contracts/socket'
import type { VoiceStages } from '@lva/contracts/voice'
import type { Measures } from '../operations/operations.ts'
import type { SessionEvent } from './live/session-needs.ts'
import type { VoiceFacts } from './live-voice.ts'

/** Upper ends in seconds: the budget of a turn is 0.7 to 1.2. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10]

/** What is counted of a live voice besides its turns. */
type VoiceCount = 'false-alarm' | SessionEvent

/** One frame has 0.02, with 300 live voices beside it. */
const FRAME_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25]

export type LiveMeasures = ReturnType<typeof createLiveMeasures>

/** What operators see of live voices: how long turns waited for what, and how often what happened. Nothing of what is said. */
export function createLiveMeasures(measures: Measures, { list }: { list: () => VoiceFacts[] }) {
  const waited = measures.histogram(
    'lva_voice_turn_seconds',
    'From the end of speech to the first sound, by stage.',
    SECONDS,
  )
  const turns = measures.counter('lva_voice_turns_total', 'Spoken turns.')
  const replies = measures.counter('lva_voice_replies_total', 'Spoken replies, by how they ended.')
  const events = measures.counter('lva_voice_events_total', 'What happened in live voices, by kind.')
  measures.gauge('lva_voice_sessions', 'Live voices, by state.', () =>
    [...Map.groupBy(list(), ({ state, connected }) => (connected ? state : 'waiting'))].map(([state, some]) => ({
      labels: { state },
      value: some.length,
    })),
  )

  const handled = measures.histogram(
    'lva_voice_frame_seconds',
    'From the arrival of a message of sound until all of it was handed to its session.',
    FRAME_SECONDS,
  )
  const frames = measures.counter('lva_voice_frames_total', 'Frames of 20 ms, by what became of them.')

  return {
    /** A message of sound was handed on. */
    message: handled.of({}),
    /** Frames that were heard, and that were not. */
    heard: frames.of({ kind: 'heard' }),
    dropped: frames.of({ kind: 'dropped' }),

    event: (kind: VoiceCount) => events.add({ kind }),

    turn({ stages, total_ms }: { stages: VoiceStages; total_ms: number }) {
      for (const [stage, ms] of Object.entries(stages)) waited.observe({ stage: stage.slice(0, -'_ms'.length) }, ms)
      waited.observe({ stage: 'total' }, total_ms)
    },

    /** Counts what is shown to a client. */
    shown(frame: ServerFrame) {
      if (frame.type === 'transcript-end') turns.add()
      if (frame.type === 'reply-end') replies.add({ ended: frame.interrupted ? 'interrupted' : 'whole' })
    },
  }
}
