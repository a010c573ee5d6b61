import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Learner } from '../learner.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { askModel, type Spoken, shownTurns } from './asking.ts'
import { statementsIn } from './statements.ts'
import type { createStore, MemoryDb, MemoryTrx, ReadTurn, Taken } from './store.ts'

/** A model is asked about no fewer turns than this at once: at most one call for four turns, whatever the sessions are like. */
const ASKED_MIN = 4
const TOGETHER_MS = 2 * 60_000
/** Turns that are read at once. */
const TURNS_AT_ONCE = 20
/** Turns of which a model may be shown some. */
const WAITING_MAX = 400

const OfLearner = z.object({ userId: z.string() })
const OfExchange = z.object({ userId: z.string(), exchangeId: z.string() })

/**
 * Reads finished sessions: by rules all of them, and several short ones together by one call of a model, where one is configured and the
 * learner lets it. What was only to be written down is told to no model. Nothing that the companion said is read.
 */
export function createLearning({
  db,
  jobs,
  store,
  llmFor,
  learnerOf,
  wantsMemories,
  graph,
  changed,
  now,
}: {
  db: MemoryDb
  jobs: Pick<Jobs, 'kind'>
  store: ReturnType<typeof createStore>
  llmFor: (userId: string) => Llm
  learnerOf: (userId: string) => Promise<Learner | null>
  wantsMemories: (userId: string) => Promise<boolean>
  graph: Pick<Knowledge, 'hear' | 'take'>
  changed: (userId: string) => void
  now: () => Date
}) {
  const learn = jobs.kind('learn', OfLearner, { places: 1 })
  const readAnew = jobs.kind('learn-anew', OfExchange)

  /** Turns of finished sessions that were not read yet, or not told to a model; the oldest first. */
  async function unread(userId: string, how: 'read_through' | 'asked_through'): Promise<ReadTurn[]> {
    const rows = await db
      .selectFrom('exchanges as e')
      .innerJoin('sessions as s', (join) =>
        join.onRef('s.user_id', '=', 'e.user_id').onRef('s.session_id', '=', 'e.session_id'),
      )
      .leftJoin('memory_sessions as m', (join) =>
        join.onRef('m.user_id', '=', 'e.user_id').onRef('m.session_id', '=', 'e.session_id'),
      )
      .select(['e.seq', 'e.id', 'e.session_id', 'e.said_at', 'e.user_text', 'e.mode'])
      .where('e.user_id', '=', userId)
      .where('s.ended_at', 'is not', null)
      .where('e.user_text', '!=', '')
      .where(({ eb, or }) => or([eb('m.paused', 'is', null), eb('m.paused', '=', 0)]))
      .where(({ eb, or, ref }) => or([eb(`m.${how}`, 'is', null), eb('e.seq', '>', ref(`m.${how}`))]))
      .$if(how === 'asked_through', (query) => query.where('e.mode', '=', 'conversation'))
      .orderBy('e.seq')
      .limit(how === 'read_through' ? TURNS_AT_ONCE : WAITING_MAX)
      .execute()
    return rows.map(({ seq, id, session_id, said_at, user_text, mode }) => ({
      ...{ seq, exchangeId: id, sessionId: session_id, at: said_at, text: user_text, mode },
    }))
  }

  /** Keeps what is still there of what was read: a turn may have gone, or say something else, since. */
  async function standing(trx: MemoryTrx, userId: string, turns: readonly ReadTurn[]): Promise<Set<string>> {
    const rows = await trx
      .selectFrom('exchanges')
      .select(['id', 'user_text'])
      .where('user_id', '=', userId)
      .where(
        'id',
        'in',
        turns.map(({ exchangeId }) => exchangeId),
      )
      .execute()
    const texts = new Map(rows.map(({ id, user_text }) => [id, user_text]))
    return new Set(
      turns.filter(({ exchangeId, text }) => texts.get(exchangeId) === text).map(({ exchangeId }) => exchangeId),
    )
  }

  async function keep(
    userId: string,
    turns: readonly ReadTurn[],
    {
      said,
      spoken,
      through,
      signal,
    }: {
      said: readonly Taken[]
      spoken: readonly Spoken[]
      through: 'read_through' | 'asked_through' | null
      signal: AbortSignal
    },
  ) {
    const heard = await graph.hear(
      turns.map(({ text }) => text),
      { userId, signal },
    )
    const kept = await db.transaction().execute(async (trx) => {
      const there = await standing(trx, userId, turns)
      const still = said.filter(({ turn }) => there.has(turn.exchangeId))
      const taken = await store.take(trx, userId, still)
      const tellings = turns.map(({ exchangeId, sessionId, at, text }, place) => ({
        ...{ sourceKind: 'turn' as const, sourceId: exchangeId, sessionId, at, text },
        heard: heard[place] ?? { names: [], edges: [] },
        ...toldOf(spoken, exchangeId),
      }))
      await graph.take(
        trx,
        userId,
        tellings.filter(({ sourceId }) => there.has(sourceId)),
      )
      if (through) for (const [sessionId, seq] of lastOf(turns)) await note(trx, { userId, sessionId, seq, through })
      return taken
    })
    if (kept > 0) changed(userId)
  }

  async function note(
    trx: MemoryTrx,
    {
      userId,
      sessionId,
      seq,
      through,
    }: { userId: string; sessionId: string; seq: number; through: 'read_through' | 'asked_through' },
  ) {
    await trx
      .insertInto('memory_sessions')
      .values({ user_id: userId, session_id: sessionId, [through]: seq })
      .onConflict((conflict) => conflict.columns(['user_id', 'session_id']).doUpdateSet({ [through]: seq }))
      .execute()
  }

  learn.does(async ({ userId }, { signal }) => {
    const learner = await learnerOf(userId)
    if (!learner) return
    const wanted = await wantsMemories(userId)
    for (let turns = await unread(userId, 'read_through'); turns.length > 0; ) {
      signal.throwIfAborted()
      await keep(userId, turns, { said: wanted ? byRules(turns) : [], spoken: [], through: 'read_through', signal })
      turns = turns.length < TURNS_AT_ONCE ? [] : await unread(userId, 'read_through')
    }
    if (!wanted) return
    const waiting = await unread(userId, 'asked_through')
    const shown = shownTurns(waiting)
    if (shown.length < ASKED_MIN) return
    const noted = await askModel(llmFor(userId), { learner, turns: shown, now: now(), signal })
    // Not asked again for the same: a rule read it already, and a model that is down would be asked for ever more.
    await keep(userId, shown, { ...(noted ?? { said: [], spoken: [] }), through: 'asked_through', signal })
  })

  readAnew.does(async ({ userId, exchangeId }, { signal }) => {
    const row = await db
      .selectFrom('exchanges as e')
      .innerJoin('memory_sessions as m', (join) =>
        join.onRef('m.user_id', '=', 'e.user_id').onRef('m.session_id', '=', 'e.session_id'),
      )
      .select(['e.seq', 'e.id', 'e.session_id', 'e.said_at', 'e.user_text', 'e.mode'])
      .where('e.user_id', '=', userId)
      .where('e.id', '=', exchangeId)
      .where('m.paused', '=', 0)
      .whereRef('m.read_through', '>=', 'e.seq')
      .executeTakeFirst()
    if (!row?.user_text) return
    const turn = {
      seq: row.seq,
      exchangeId,
      sessionId: row.session_id,
      at: row.said_at,
      text: row.user_text,
      mode: row.mode,
    }
    const said = (await wantsMemories(userId)) ? byRules([turn]) : []
    await keep(userId, [turn], { said, spoken: [], through: null, signal })
  })

  return {
    /** To be subscribed to the ends of sessions. What ends within a few minutes is read together. */
    learn: {
      enqueue: (trx: Parameters<typeof learn.enqueue>[0], { userId }: { userId: string }, asked: Asked = {}) =>
        learn.enqueue(trx, { userId }, { ...asked, inMs: TOGETHER_MS }),
    },
    readAnew,
  }
}

function byRules(turns: readonly ReadTurn[]) {
  return turns.flatMap((turn) => statementsIn(turn.text).map((statement) => ({ turn, statement })))
}

function toldOf(spoken: readonly Spoken[], exchangeId: string) {
  const told = spoken.find((one) => one.exchangeId === exchangeId)
  return told
    ? { told: { names: told.concepts, edges: told.relations.map(({ from, to, type }) => ({ from, to, kind: type })) } }
    : {}
}

function lastOf(turns: readonly ReadTurn[]): Map<string, number> {
  const last = new Map<string, number>()
  for (const { sessionId, seq } of turns) last.set(sessionId, Math.max(last.get(sessionId) ?? 0, seq))
  return last
}
