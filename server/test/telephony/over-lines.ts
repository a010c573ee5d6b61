import type { SpeechDetector } from '@lva/speech/detector'
import type { Measures } from '../../src/operations/operations.ts'
import type { Clock } from '../../src/providers/clock.ts'
import type { Heart } from '../../src/voice/brain.ts'
import { createLiveMeasures } from '../../src/voice/live-measures.ts'
import { createOpenSession, type SessionOpener } from '../../src/voice/open-session.ts'

/** What puts the engine over any line, with an ear for loudness alone and sound that is stored nowhere. */
export function createVoiceOverLines({
  clock,
  conversation,
  measures,
  log,
}: {
  clock: Clock
  conversation: Heart
  measures: Measures
  log: SessionOpener['log']
}) {
  const take = {
    safeThroughMs: 0,
    append() {},
    finish: async () => Buffer.alloc(0),
    release: async () => true,
    drop() {},
  }
  const takes = { open: () => ({ id: undefined, userId: 'ana', sessionId: 'monday', ...take }) }
  return createOpenSession({
    ...{ clock, conversation, log },
    takes: takes as unknown as SessionOpener['takes'],
    clean: (text) => text.trim(),
    newDetector: loudness,
    habits: { of: async () => ({ pausesMs: [] }), async learn() {}, async forget() {} },
    settingsOf: async () =>
      ({ patience: 0.5, voice: null, speech_rate: 1 }) as Awaited<ReturnType<SessionOpener['settingsOf']>>,
    measures: createLiveMeasures(measures, { list: () => [] }),
  })
}

const loudness = (): SpeechDetector => ({
  name: 'loudness',
  push(frame) {
    const loud = Math.abs(frame[160] ?? 0) > 1_000
    return { speech: loud ? 1 : 0, voiced: loud, level: loud ? -20 : -60 }
  },
  reset() {},
})
