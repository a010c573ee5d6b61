import type { Settings } from '@lva/contracts/accounts'
import type { Database } from '../db/open.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type KeepingLimits, recordingHours, transcriptHours } from './keeping.ts'

const HOUR_MS = 3_600_000

/** What the slices do for it. */
export interface Keeping {
  everybody(): AsyncIterable<{ userId: string; settings: Settings }>
  /** Removes turns that were said before an instant, with every trace; some at a time, so that it is asked again. Resolves with how many. */
  removeTurnsBefore(userId: string, before: Date): Promise<number>
  /** Removes recordings made before an instant whose words are written down. */
  removeRecordingsBefore(userId: string, before: Date, options: { signal: AbortSignal }): Promise<void>
}

/** Keeps nothing longer than its owner, and the operator, want it kept. */
export function keepNoLonger({
  database,
  jobs,
  keeping,
  limits,
  now,
}: {
  database: Database
  jobs: Jobs
  keeping: Keeping
  limits: KeepingLimits
  now: () => Date
}) {
  const hoursAgo = (hours: number) => new Date(now().getTime() - hours * HOUR_MS)

  async function enforce({ signal }: { signal: AbortSignal }): Promise<void> {
    let removed = 0
    for await (const { userId, settings } of keeping.everybody()) {
      signal.throwIfAborted()
      const turns = transcriptHours(settings.transcripts_kept, limits)
      const sound = recordingHours(settings.recordings_kept, limits)
      if (turns !== null)
        removed += await untilNothing(() => keeping.removeTurnsBefore(userId, hoursAgo(turns)), signal)
      if (sound !== null) await keeping.removeRecordingsBefore(userId, hoursAgo(sound), { signal })
    }
    // Or the words would stand in the log of the database until others take their place.
    if (removed > 0) await database.purge()
  }

  jobs.recurring('enforce-retention', '0 * * * *', enforce)
}

async function untilNothing(some: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let all = 0
  for (;;) {
    const count = await some()
    if (count === 0) return all
    all += count
    signal.throwIfAborted()
  }
}
