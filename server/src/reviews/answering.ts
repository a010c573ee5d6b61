import type { TurnEvent } from '@lva/contracts/conversation'
import type { ReviewAnswer, ReviewBegin, ReviewCommanded, ReviewRating } from '@lva/contracts/review-requests'
import type { ReviewCommand, ReviewSession } from '@lva/contracts/reviews'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { keyOfConcept } from './names.ts'
import type { ReviewDb } from './review-db.ts'
import { isJudged, type Move } from './session-state.ts'
import { type Plan, type Sessions, stateOf } from './sessions.ts'

/** Takes words as a turn of a conversation. */
export type TakeTurn = (turn: {
  learner: Learner
  sessionId: string
  text: string
  mode: 'conversation'
  answers: 'review'
  idempotencyKey: string
}) => AsyncIterable<TurnEvent>

/** No turn: it was typed on a button. */
const BY_BUTTON = { sessionId: null, exchangeId: null, seq: null }

/** A review by buttons: the same steps as by voice, and answers in words become turns of its conversation. */
export function createAnswering({
  db,
  sessions,
  takeTurn,
  changed,
  newId,
}: {
  db: ReviewDb
  sessions: Sessions
  takeTurn: TakeTurn
  changed: (userId: string) => void
  newId: () => string
}) {
  const wentOn = () =>
    new Problem('already-answered', 'This question was answered already, perhaps elsewhere. The review is shown anew.')

  async function keep(learner: Learner, plan: Plan): Promise<ReviewSession> {
    const kept = await db.transaction().execute((trx) => sessions.keep(trx, learner, plan, BY_BUTTON))
    if (!kept) throw wentOn()
    changed(learner.userId)
    return sessions.view(learner, await sessions.one(learner.userId, plan.row.id), plan.said)
  }

  /** Whether a prompt is asked now; false: it was just answered, so that whoever says so says it twice. Throws Problem `already-answered`. */
  async function isAsked(learner: Learner, id: string, promptId: string): Promise<boolean> {
    const row = await sessions.one(learner.userId, id)
    const state = stateOf(row)
    const { asked } = row.ended_at === null ? await sessions.present(learner, state) : { asked: null }
    if (asked?.id === promptId) return true
    if (state.last?.prompt === promptId) return false
    throw wentOn()
  }

  const show = async (learner: Learner, id: string) => sessions.view(learner, await sessions.one(learner.userId, id))

  return {
    show,

    async open(learner: Learner): Promise<ReviewSession | null> {
      const row = await sessions.open(learner.userId)
      return row ? sessions.view(learner, row) : null
    },

    /** Begins a review, or goes on with the open one in this conversation. */
    async begin(learner: Learner, { session_id, deck, concept, limit }: ReviewBegin): Promise<ReviewSession> {
      const open = await sessions.open(learner.userId)
      const plan = await sessions.plan(learner, {
        ...{ sessionId: session_id ?? open?.session_id ?? newId(), deck, limit },
        conceptKey: concept ? keyOfConcept(concept) : null,
      })
      return keep(learner, plan)
    },

    async answer(
      learner: Learner,
      id: string,
      { id: answerId, prompt_id, text }: ReviewAnswer,
    ): Promise<ReviewSession> {
      if (!(await isAsked(learner, id, prompt_id))) return show(learner, id)
      const { session_id: sessionId } = await sessions.one(learner.userId, id)
      let said: string | null = null
      const own = { mode: 'conversation' as const, answers: 'review' as const, idempotencyKey: `review ${answerId}` }
      const turn = { learner, sessionId, text, ...own }
      for await (const event of takeTurn(turn)) if (event.type === 'reply-end') said = event.agent_text
      return sessions.view(learner, await sessions.one(learner.userId, id), said)
    },

    async rate(
      learner: Learner,
      id: string,
      { id: reviewId, prompt_id, rating }: ReviewRating,
    ): Promise<ReviewSession> {
      if (!(await isAsked(learner, id, prompt_id))) return show(learner, id)
      const row = await sessions.one(learner.userId, id)
      const graded = { covered: [], missing: [], share: null, recalled: rating > 1, by: 'self' as const, rating }
      return keep(learner, await sessions.next(learner, row, { kind: 'graded', graded, reviewId }))
    },

    async command(
      learner: Learner,
      id: string,
      { id: reviewId = newId(), prompt_id, command }: ReviewCommanded,
    ): Promise<ReviewSession> {
      const row = await sessions.one(learner.userId, id)
      const { last } = stateOf(row)
      if (last?.review === reviewId) return show(learner, id)
      if (prompt_id !== undefined) {
        // When nothing is asked any more, it is the last one that is taken back.
        const judged = isJudged(stateOf(row)) && row.ended_at === null
        const ofLast = (ABOUT_LAST.has(command) && !judged) || (command === 'undo' && row.ended_at !== null)
        if (ofLast && last?.prompt !== prompt_id) throw wentOn()
        const ofAsked = ABOUT_ASKED.has(command) || (ABOUT_LAST.has(command) && judged)
        if (!ofLast && ofAsked && !(await isAsked(learner, id, prompt_id))) return show(learner, id)
      }
      return keep(learner, await sessions.next(learner, row, moveOf(command, reviewId)))
    },
  }
}

/** Those that are said of what is asked, and those of what was just answered. */
const ABOUT_ASKED: ReadonlySet<ReviewCommand> = new Set(['unknown', 'skip', 'later', 'hint', 'undo'])
const ABOUT_LAST: ReadonlySet<ReviewCommand> = new Set(['right', 'hard', 'easy'])

const RATINGS: Partial<Record<ReviewCommand, number>> = { right: 3, hard: 2, easy: 4 }

function moveOf(command: ReviewCommand, reviewId: string): Move {
  const rating = RATINGS[command]
  if (rating !== undefined) return { kind: 'override', rating, reviewId }
  if (command === 'unknown') return { kind: 'unknown', reviewId }
  return { kind: command as Exclude<ReviewCommand, 'right' | 'hard' | 'easy' | 'unknown'> }
}
