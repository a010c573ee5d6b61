import type { Database } from '../db/open.ts'
import { Problem } from '../problem.ts'
import type { createChanges } from './changes.ts'

/** A turn is removed with every trace of it, which takes a few milliseconds. */
const TURNS_AT_ONCE = 50

/** The recordings of a learner that were made before an instant, some at a time. */
interface OlderRecordings {
  madeBefore(userId: string, before: Date): AsyncIterable<string[]>
  remove(userId: string, ids: readonly string[]): Promise<void>
}

/** Removes what its owner does not want to be kept any longer. */
export function createOutdated({
  database: { db },
  changes,
  recordings,
}: {
  database: Database
  changes: ReturnType<typeof createChanges>
  recordings: OlderRecordings
}) {
  /** Lets go of recordings whose words are written down; resolves with those nobody needs any more. */
  async function release(userId: string, recordingIds: readonly string[]): Promise<string[]> {
    await db
      .updateTable('exchanges')
      .set({ recording_id: null })
      .where('user_id', '=', userId)
      .where('recording_id', 'in', recordingIds)
      .where('state', '!=', 'unheard')
      .execute()
    const needed = await db
      .selectFrom('exchanges')
      .select('recording_id')
      .where('user_id', '=', userId)
      .where('recording_id', 'in', recordingIds)
      .execute()
    return recordingIds.filter((id) => !needed.some((row) => row.recording_id === id))
  }

  return {
    /**
     * Removes turns that were said before an instant: whole sessions first, then turns one by one. Some at a time; resolves with how many
     * sessions or turns went. A turn that is being answered right now stays until the next time.
     */
    async removeTurnsBefore(userId: string, before: Date): Promise<number> {
      const at = before.toISOString()
      const [session] = await db
        .selectFrom('sessions')
        .select('session_id')
        .where('user_id', '=', userId)
        .where('last_at', '<', at)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('exchanges')
                .select('id')
                .whereRef('exchanges.user_id', '=', 'sessions.user_id')
                .whereRef('exchanges.session_id', '=', 'sessions.session_id')
                .where('said_at', '>=', at),
            ),
          ),
        )
        .limit(1)
        .execute()
      if (session) {
        await changes.removeSession(userId, session.session_id)
        return 1
      }
      const turns = await db
        .selectFrom('exchanges')
        .select('id')
        .where('user_id', '=', userId)
        .where('said_at', '<', at)
        .orderBy('seq')
        .limit(TURNS_AT_ONCE)
        .execute()
      let removed = 0
      for (const { id } of turns) {
        const gone = await changes.remove(userId, id).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Problem) return false
            throw error
          },
        )
        if (gone) removed += 1
      }
      return removed
    },

    /** Removes recordings that were made before an instant and whose words are written down. */
    async removeRecordingsBefore(userId: string, before: Date, { signal }: { signal: AbortSignal }): Promise<void> {
      for await (const old of recordings.madeBefore(userId, before)) {
        await recordings.remove(userId, await release(userId, old))
        signal.throwIfAborted()
      }
    },
  }
}
