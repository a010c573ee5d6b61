import type { Memories, MemoriesQuery, Memory, MemoryChanges } from '@lva/contracts/memories'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { createAbout } from './about.ts'
import { createBringBack } from './bring-back.ts'
import { createByWord } from './by-word.ts'
import { forgetOne } from './forgotten.ts'
import { createLearning } from './learning.ts'
import type { MemoryDb, MemoryTables, MemoryTrx } from './memory-db.ts'
import { createReading, type Stretch, wordsAskedFor } from './reading.ts'
import { replacedIn } from './replaced.ts'
import { contentOf, statementsIn } from './statements.ts'
import { createStore, type Unquote } from './store.ts'

/** The tables it reads and writes. */
export type MemoryTable = keyof MemoryTables

export type MemoryKeeper = ReturnType<typeof createMemories>

/**
 * Remembers what learners say about themselves, from their finished sessions: only their own words, each with its place, each with the time
 * in which it was true. `timeIn` reads a time out of a question; `graph` takes in what turns speak of; `unquote` takes the words of memories
 * out of replies.
 */
export function createMemories({
  db,
  jobs,
  now,
  newId,
  publish,
  timeIn,
  unquote,
  ...needs
}: {
  db: MemoryDb
  jobs: Pick<Jobs, 'kind' | 'cancel'>
  now: () => Date
  newId: () => string
  publish: Publish
  llmFor: (userId: string) => Llm
  learnerOf: (userId: string) => Promise<Learner | null>
  wantsMemories: (userId: string) => Promise<boolean>
  /** Whether words ask to have something forgotten. */
  asksToForget: (text: string) => boolean
  timeIn: (text: string, timezone: string) => Stretch | null
  graph: Pick<Knowledge, 'hear' | 'take' | 'withdraw'>
  unquote: Unquote
}) {
  const store = createStore({ now, newId, unquote })
  const reading = createReading({ db })
  const changed = (userId: string) => publish(userId, { type: 'memories-changed' })
  const { learn, readAnew } = createLearning({ db, jobs, store, changed, now, ...needs })

  async function one(userId: string, id: string): Promise<Memory> {
    const row = await reading.one(userId, id)
    const [memory] = row ? await reading.withSources(userId, [row]) : []
    if (!memory) throw new Problem('not-found', 'There is no such memory, or it is not yours.')
    return memory
  }

  return {
    /** What is done when a session is over: subscribe it under the key of the learner. */
    learn,
    about: createAbout({ reading, timeIn }),
    /** What is remembered, told and forgotten because somebody asks for it just now. */
    byWord: createByWord({ db, reading, store, unquote, changed, newId, wantsMemories: needs.wantsMemories }),
    /** Takes in again what was exported. */
    bringBack: createBringBack({ db, learn }),

    /** What is remembered, a page at a time. */
    async list({ userId, timezone }: Learner, query: MemoriesQuery): Promise<Memories> {
      const named = query.q ? timeIn(query.q, timezone) : null
      const at = query.at ? new Date(query.at) : null
      const during = at ? { from: at, to: new Date(at.getTime() + 1) } : named
      const words = query.q ? wordsAskedFor(query.q) : []
      const rows = await reading.find(userId, {
        ...{
          kind: query.kind,
          topic: query.topic,
          words: words.length > 0 || during ? words : contentOf(query.q ?? ''),
        },
        ...{ during, state: query.state ?? (during ? 'all' : 'current'), before: query.before ?? null },
        ...{ pinned: query.pinned === undefined ? null : query.pinned === 'true', limit: query.limit },
      })
      const memories = await reading.withSources(userId, rows.slice(0, query.limit))
      const more = rows.length > query.limit
      return { memories, count: memories.length, more, topics: await reading.topics(userId) }
    },

    one,

    /** What was said in these turns and took the place of something said before. */
    replaced: (userId: string, exchangeIds: readonly string[]) => replacedIn(db, userId, exchangeIds),

    /** Throws Problem `not-found`, also for somebody else's. */
    async change(userId: string, id: string, changes: MemoryChanges): Promise<Memory> {
      const before = await one(userId, id)
      const columns = changedColumns(before, changes)
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('memories')
          .set(columns)
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .where('forgotten', '=', 0)
          .execute()
        if ('text' in columns) await unquote(trx, userId, { memoryIds: [id] })
      })
      changed(userId)
      return one(userId, id)
    },

    /** Forgets one for good: no word of it is left, and it is not learnt again from where it was said. Throws Problem `not-found`. */
    async forget(userId: string, id: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        if (!(await forgetOne(trx, userId, id, unquote)))
          throw new Problem('not-found', 'There is no such memory, or it is not yours.')
      })
      changed(userId)
    },

    /** Nothing more is learnt from a session, or again something. What was learnt from it stays. */
    async pause(userId: string, sessionId: string, paused: boolean): Promise<void> {
      const there = await db
        .selectFrom('sessions')
        .select('session_id')
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .executeTakeFirst()
      if (!there) throw new Problem('not-found', 'There is no such session, or it is not yours.')
      await db
        .insertInto('memory_sessions')
        .values({ user_id: userId, session_id: sessionId, paused: paused ? 1 : 0 })
        .onConflict((conflict) => conflict.columns(['user_id', 'session_id']).doUpdateSet({ paused: paused ? 1 : 0 }))
        .execute()
    },

    /**
     * Takes back what was learnt from turns that are removed or corrected, in the transaction that does it. What was corrected is read anew.
     */
    async withdraw(
      trx: MemoryTrx,
      userId: string,
      exchangeIds: readonly string[],
      { anew = false } = {},
    ): Promise<void> {
      await needs.graph.withdraw(trx, userId, exchangeIds)
      if (await store.withdraw(trx, userId, exchangeIds)) changed(userId)
      if (anew)
        for (const exchangeId of exchangeIds) await readAnew.enqueue(trx, { userId, exchangeId }, { key: exchangeId })
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['memory_sources', 'memories', 'memory_sessions'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}

/** What is written for the changes of a memory. What its words no longer say, they cannot end or be ended by. */
function changedColumns(before: Memory, { text, kind, topic, valid_from, valid_to, pinned }: MemoryChanges) {
  const from = valid_from ? new Date(valid_from).toISOString() : before.valid_from
  const to = valid_to === undefined ? before.valid_to : valid_to && new Date(valid_to).toISOString()
  if (to !== null && to < from) throw new Problem('bad-request', 'A memory cannot end before it begins.')
  const own = text?.trim() ?? before.text
  const other = own !== before.text || (kind ?? before.kind) !== before.kind
  const ruled = statementsIn(own).find((statement) => statement.kind === (kind ?? before.kind))
  return {
    ...{ valid_from: from, valid_to: to, kind: kind ?? before.kind, topic: topic?.trim() ?? before.topic },
    ...(valid_to === null ? { ended_by: null } : {}),
    ...(other ? { slot: ruled?.slot ?? null, value: ruled?.value ?? '' } : {}),
    ...(own === before.text ? {} : { text: own, words: ` ${contentOf(own).join(' ')} `, edited: 1 }),
    pinned: (pinned ?? before.pinned) ? 1 : 0,
  }
}
