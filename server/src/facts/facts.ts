import type { AnyDb } from '../db/open.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import { createTopic } from '../jobs/topic.ts'
import { createBringBack } from './bring-back.ts'
import { createCounts } from './counts.ts'
import type { FactDb, FactTables } from './fact-db.ts'
import { createPast } from './past.ts'
import { createReading } from './reading.ts'
import { createRecording, factId, type Recorded } from './recording.ts'
import { createTopics } from './topics.ts'
import { createTurnFacts, type Ended, type Finished } from './turn-facts.ts'

export type { NewFact, Recorded } from './recording.ts'

/** The tables it reads and writes. */
export type FactTable = keyof FactTables

export type Facts = ReturnType<typeof createFacts>

/** The log of what happened, and what is counted from it: sittings and days. Everything that is measured is derived from here. */
export function createFacts({
  db,
  jobs,
  now,
  newId,
}: {
  db: FactDb
  jobs: Pick<Jobs, 'kind'>
  now: () => Date
  newId: () => string
}) {
  const recorded = createTopic<Recorded>({ keyOf: ({ userId }) => userId })
  const recording = createRecording({ recorded, now, newId })
  const reading = createReading({ db })
  const counts = createCounts({ db, uncount: recording.uncount })
  const turns = createTurnFacts(recording)
  const topics = createTopics(recording)
  const past = createPast({ db, jobs, turns, topics })

  /** Days that are counted, from one to another, both included; the earliest first. */
  async function days(userId: string, { from, to }: { from: string; to: string }) {
    await counts.count(userId)
    return db
      .selectFrom('learner_days')
      .selectAll()
      .where('user_id', '=', userId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('day')
      .execute()
  }

  return {
    /** Says, in their transaction, that facts were written down: `subscribe` to do something about it. */
    recorded,
    record: recording.record,
    recordAll: recording.recordAll,
    takeBack: recording.takeBack,
    idOf: factId,
    of: reading.of,
    pages: reading.pages,
    count: counts.count,
    partOf: counts.partOf,
    rebuild: counts.rebuild,
    days,

    /** To be subscribed to finished turns: each becomes a fact in its own transaction. */
    turns: { enqueue: (trx: AnyDb, turn: Finished, _asked?: Asked) => turns.finished(trx, turn) },
    /** To be subscribed to the ends of sessions. */
    sessions: { enqueue: (trx: AnyDb, session: Ended, _asked?: Asked) => turns.ended(trx, session) },
    /** To be subscribed to turns that were brought in: they become facts of when they were said. */
    brought: past.brought,
    /** Brings facts of an export back. */
    bringBack: createBringBack({ db, insert: recording.insertRows, now }),
    bring: past.bring,
    recover: past.recover,
    withdraw: turns.withdraw,
    spoken: topics.spoken,
    merged: topics.merged,

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['topic_days', 'learner_days', 'sittings', 'uncounted_days', 'facts'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
