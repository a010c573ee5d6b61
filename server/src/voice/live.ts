import type { Measures } from '../operations/operations.ts'
import { createLiveMeasures } from './live-measures.ts'
import { createLiveSessions, type VoiceLimits } from './live-sessions.ts'
import { createOpenLive } from './open-live.ts'
import { createOpenSession, type SessionOpener } from './open-session.ts'

/** The live voices of this process, and what is counted of them. */
export function createLive({
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
