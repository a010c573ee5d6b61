import type { GivenAway } from '../grading/grading.ts'
import type { Heard } from '../knowledge/knowledge.ts'
import type { Learner } from '../learner.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { proposedByModel, worthShowing } from './by-model.ts'
import { POINTS_MIN, pointsIn } from './points.ts'
import { type Proposal, proposalsFrom } from './proposals.ts'
import type { ReviewDb } from './review-db.ts'

interface Turn {
  id: string
  seq: number
  user_text: string
  mode: 'conversation' | 'capture'
}

/**
 * Says which items there are in turns: a model where one answers, rules for the turns of which it made nothing. What was only to be written
 * down is told to no model. `hear` says what a text speaks of, `givenAway` whether a question answers itself.
 */
export function createProposing({
  db,
  llmFor,
  learnerOf,
  hear,
  givenAway,
  now,
}: {
  db: ReviewDb
  llmFor: (userId: string) => Llm
  learnerOf: (userId: string) => Promise<Learner | null>
  hear: (text: string, how: { userId: string; signal: AbortSignal }) => Promise<Heard>
  givenAway: GivenAway
  now: () => Date
}) {
  async function byRules(userId: string, { user_text }: Turn, signal: AbortSignal): Promise<Proposal[]> {
    const groups = pointsIn(user_text).filter((group) => group.length >= POINTS_MIN)
    const heard = groups.length > 0 ? await hear(user_text, { userId, signal }) : null
    return heard ? proposalsFrom(user_text, groups, heard) : []
  }

  /** What a model makes of turns, in one call at most, by the id of the turn. */
  async function byModel(userId: string, turns: readonly Turn[], signal: AbortSignal) {
    const shown = worthShowing(turns.filter(({ mode }) => mode === 'conversation'))
    const learner = shown.length > 0 ? await learnerOf(userId) : null
    const how = learner && { learner, givenAway, now: now(), signal }
    return (how && (await proposedByModel(llmFor(userId), shown, how))) ?? new Map<string, Proposal[]>()
  }

  /** How far a model was asked about a session. */
  async function askedThrough(userId: string, sessionId: string): Promise<number> {
    const row = await db
      .selectFrom('memory_sessions')
      .select('proposed_through')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
    return row?.proposed_through ?? 0
  }

  async function noteAsked(userId: string, sessionId: string, seq: number): Promise<void> {
    await db
      .insertInto('memory_sessions')
      .values({ user_id: userId, session_id: sessionId, proposed_through: seq })
      .onConflict((conflict) => conflict.columns(['user_id', 'session_id']).doUpdateSet({ proposed_through: seq }))
      .execute()
  }

  return {
    /** Those of one turn; `asks`: a model may be told of it. */
    async ofTurn(userId: string, turn: Turn, { asks, signal }: { asks: boolean; signal: AbortSignal }) {
      const asked = asks ? (await byModel(userId, [turn], signal)).get(turn.id) : undefined
      return asked ?? byRules(userId, turn, signal)
    },

    /** Those of each turn of a session that is over. One that goes on is over more than once, and a model is asked once about each turn. */
    async ofSession(userId: string, sessionId: string, turns: readonly Turn[], signal: AbortSignal) {
      const through = await askedThrough(userId, sessionId)
      const fresh = turns.filter(({ seq }) => seq > through)
      const asked = await byModel(userId, fresh, signal)
      // Done again, rules read it: a model that is asked once more may never be done.
      if (fresh.length > 0) await noteAsked(userId, sessionId, Math.max(...fresh.map(({ seq }) => seq)))
      return async (turn: Turn): Promise<Proposal[]> => asked.get(turn.id) ?? byRules(userId, turn, signal)
    },
  }
}
