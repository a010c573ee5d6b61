import type { Measures } from '../operations/operations.ts'
import { createLiveMeasures } from './live-measures.ts'
import { createLiveSessions, type VoiceLimits } from './live-sessions.ts'
import { createOpenLive } from './open-live.ts'

/** The live voices of this process, and what is counted of them. */
export function createLive({
  measures: all,
  limits,
  now,
  newId,
  ...needs
}: Omit<Parameters<typeof createOpenLive>[0], 'measures'> & {
  measures: Measures
  limits: VoiceLimits
  now: () => Date
  newId: () => string
}) {
  const measures = createLiveMeasures(all, { list: () => live.list() })
  const live = createLiveSessions({
    open: createOpenLive({ ...needs, measures }),
    limits,
    clock: needs.clock,
    log: needs.log,
    now,
    newId,
  })
  return { live, measures, clock: needs.clock }
}
