import { setImmediate as breath } from 'node:timers/promises'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import type { Heard, Knowledge } from '../knowledge/knowledge.ts'
import type { Learner } from '../learner.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { askModel, type Spoken, shownTurns } from './asking.ts'
import type { MemoryDb, MemoryTrx } from './memory-db.ts'
import { statementsIn } from './statements.ts'
import type { createStore, ReadTurn, Taken } from './store.ts'

/** A model is asked about no fewer turns than this at once: at most one call for four turns, whatever the sessions are like. */
const ASKED_MIN = 4
const TOGETHER_MS = 2 * 60_000
const TURNS_AT_ONCE = 20
/** Turns of which a model may be shown some. */
const WAITING_MAX = 400

/** What was read out of turns, by rules (`said`) and by a model, and how far that is then. */
interface Reading {
  said: readonly Taken[]
  spoken: readonly Spoken[]
  through: 'read_through' | 'asked_through' | null
}

const OfLearner = z.object({ userId: z.string() })
const OfExchange = z.object({ userId: z.string(), exchangeId: z.string() })

/**
 * Reads finished sessions: by rules all of them, and several short ones together by one call of a model, where one is configured and the
 * learner lets it. What was only to be written down is told to no model. Nothing that the companion said is read, and nothing is learnt about a
 * learner from words that ask to have something forgotten.
 */
export function createLearning({
  db,
  jobs,
  store,
  llmFor,
  learnerOf,
  wantsMemories,
  asksToForget,
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
  asksToForget: (text: string) => boolean
  graph: Pick<Knowledge, 'hear' | 'take'>
  changed: (userId: string) => void
  now: () => Date
}) {
  const learn = jobs.kind('learn', OfLearner, { places: 1 })
  const readAnew = jobs.kind('learn-anew', OfExchange)

  const byRules = (turns: readonly ReadTurn[]): Taken[] =>
    turns
      .filter(({ text }) => !asksToForget(text))
      .flatMap((turn) => statementsIn(turn.text).map((statement) => ({ turn, statement })))

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
      .where('e.ordered', '=', 0)
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

  /** Whether a turn is still there as it was read: it may have gone, or say something else, since. */
  async function isStanding(trx: MemoryTrx, userId: string, { exchangeId, text }: ReadTurn): Promise<boolean> {
    const row = await trx
      .selectFrom('exchanges')
      .select('user_text')
      .where('user_id', '=', userId)
      .where('id', '=', exchangeId)
      .executeTakeFirst()
    return row?.user_text === text
  }

  async function keep(
    userId: string,
    turns: readonly ReadTurn[],
    { said, spoken, through, signal }: Reading & { signal: AbortSignal },
  ) {
    let fresh = 0
    try {
      for (const turn of turns) {
        signal.throwIfAborted()
        const heard = await graph.hear(turn.text, { userId, signal })
        fresh += await keepOne(userId, turn, {
          said: said.filter((one) => one.turn.exchangeId === turn.exchangeId),
          ...{ heard, spoken, through },
        })
        await breath()
      }
    } finally {
      if (fresh > 0) changed(userId)
    }
  }

  /** One turn in a transaction: others are heard in between. */
  async function keepOne(
    userId: string,
    turn: ReadTurn,
    { said, heard, spoken, through }: Reading & { heard: Heard },
  ): Promise<number> {
    const { exchangeId, sessionId, seq, at, text } = turn
    return db.transaction().execute(async (trx) => {
      const there = await isStanding(trx, userId, turn)
      const taken = there ? await store.take(trx, userId, said) : 0
      const telling = { sourceKind: 'turn' as const, sourceId: exchangeId, sessionId, at, text, heard }
      if (there) await graph.take(trx, userId, [{ ...telling, ...toldOf(spoken, exchangeId) }])
      if (through) await note(trx, { userId, sessionId, seq, through })
      return taken
    })
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
      await keep(userId, turns, { said: wanted ? byRules(turns) : [], spoken: [], through: 'read_through', signal })
      turns = turns.length < TURNS_AT_ONCE ? [] : await unread(userId, 'read_through')
    }
    if (!wanted) return
    const waiting = await unread(userId, 'asked_through')
    const shown = shownTurns(waiting.filter(({ text }) => !asksToForget(text)))
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
      .where('e.ordered', '=', 0)
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

function toldOf(spoken: readonly Spoken[], exchangeId: string) {
  const told = spoken.find((one) => one.exchangeId === exchangeId)
  return told
    ? { told: { names: told.concepts, edges: told.relations.map(({ from, to, type }) => ({ from, to, kind: type })) } }
    : {}
}
