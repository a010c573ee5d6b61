import type { Settings } from '@lva/contracts/accounts'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type KeepingLimits, recordingHours, transcriptHours } from './keeping.ts'

const HOUR_MS = 3_600_000
const JOB = 'keep-no-longer'

/** What the slices do for it. */
export interface Keeping {
  everybody(): AsyncIterable<{ userId: string; settings: Settings }>
  /** Removes turns that were said before an instant, with every trace; some at a time, so that it is asked again. Resolves with how many. */
  removeTurnsBefore(userId: string, before: Date): Promise<number>
  /** Removes recordings made before an instant whose words are written down. */
  removeRecordingsBefore(userId: string, before: Date): Promise<number>
}

/** Keeps nothing longer than its owner, and the operator, want it kept. */
export function createRetention({
  db,
  jobs,
  keeping,
  limits,
  now,
}: {
  db: Db
  jobs: Jobs
  keeping: Keeping
  limits: KeepingLimits
  now: () => Date
}) {
  const hoursAgo = (hours: number) => new Date(now().getTime() - hours * HOUR_MS)

  async function enforce({ signal }: { signal: AbortSignal }): Promise<void> {
    for await (const { userId, settings } of keeping.everybody()) {
      signal.throwIfAborted()
      const turns = transcriptHours(settings.transcripts_kept, limits)
      const sound = recordingHours(settings.recordings_kept, limits)
      if (turns !== null) await untilNothing(() => keeping.removeTurnsBefore(userId, hoursAgo(turns)), signal)
      if (sound !== null) await untilNothing(() => keeping.removeRecordingsBefore(userId, hoursAgo(sound)), signal)
    }
  }

  jobs.on(JOB, z.object({}), (_payload, attempt) => enforce(attempt))

  return {
    /** Has it seen to, by one process of the fleet. */
    queue: (): Promise<void> => jobs.enqueue(db, JOB, {}, { key: JOB }),
  }
}

async function untilNothing(some: () => Promise<number>, signal: AbortSignal) {
  while ((await some()) > 0) signal.throwIfAborted()
}
