import type { DuePrompt } from '@lva/contracts/review-requests'
import type { Guide } from '../conversation/conversation.ts'
import type { GradeAnswer } from '../grading/grading.ts'
import { commandOf } from '../language/review-commands.ts'
import type { Learner } from '../learner.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import { QUIET_MS } from '../quiet.ts'
import { beginsReview, ratedAs } from './commands.ts'
import type { createReading } from './reading.ts'
import type { Move } from './session-state.ts'
import { type Plan, type Sessions, stateOf } from './sessions.ts'

/** What is asked of a review: `begin`, or a move in it; null: it is an answer. */
export type Read = { kind: 'begin' } | Move | null

/** An answer as it arrived; see `TurnFacts`. */
interface Heard {
  text: string
  confidence: number | undefined
  signal: AbortSignal
}

/** Reads what a turn means in a review. Pure, but for the id of a review that it may become. */
export function createReader({ newId }: { newId: () => string }) {
  return function read(text: string, locale: string): Read {
    if (beginsReview(text)) return { kind: 'begin' }
    const rating = ratedAs(text)
    if (rating !== null) return { kind: 'override', rating, reviewId: newId() }
    const command = commandOf(text, locale)
    switch (command) {
      case null:
        return null
      case 'i-was-right':
        return { kind: 'override', rating: 3, reviewId: newId() }
      case 'dont-know':
        return { kind: 'unknown', reviewId: newId() }
      case 'how-many-left':
        return { kind: 'left' }
      case 'slower':
        return { kind: 'repeat' }
      default:
        return { kind: command }
    }
  }
}

/**
 * Leads the turns of whoever is in the middle of a review: grades what they say, tells what was missing, and asks on. Everything a turn does
 * is planned for its reply, and kept when the reply is.
 */
export function createReviewGuide({
  sessions,
  reading,
  grade,
  read,
  changed,
  now,
  newId,
}: {
  sessions: Sessions
  reading: Pick<ReturnType<typeof createReading>, 'pointsOf'>
  grade: GradeAnswer
  read: ReturnType<typeof createReader>
  changed: (userId: string) => void
  now: () => Date
  newId: () => string
}): Guide {
  async function answered(
    learner: Learner,
    asked: DuePrompt | null,
    { text, confidence, signal }: Heard,
  ): Promise<Move> {
    if (!asked) return { kind: 'repeat' }
    const graded = await grade(
      {
        ...{ question: asked.text, keyPoints: asked.points, answer: text, confidence },
        ...{ locale: learner.locale, userId: learner.userId },
      },
      signal,
    )
    return { kind: 'graded', graded, reviewId: newId() }
  }

  async function plan(learner: Learner, sessionId: string, said: Read, heard: Heard): Promise<Plan> {
    const row = await sessions.latestIn(learner.userId, sessionId)
    if (said?.kind === 'begin' || !row) return sessions.plan(learner, { sessionId })
    const { asked } = await sessions.present(learner, stateOf(row))
    return sessions.next(learner, row, said ?? (await answered(learner, asked, heard)))
  }

  /** What the reply is going to quote: where the key points it names were said. */
  async function sources(userId: string, { about, state, step }: Plan): Promise<RecalledPassage[]> {
    const itemId = about?.item_id
    if (!itemId || !['graded', 'unknown', 'explain', 'judge'].includes(step.saying)) return []
    const points = await reading.pointsOf(userId, itemId)
    return points.flatMap(({ id, text, source }, at) =>
      source?.kind !== 'turn' || (step.saying === 'graded' && !state.last?.missing.includes(id))
        ? []
        : [
            {
              ...{
                id: `r${at + 1}`,
                kind: 'turn' as const,
                exchangeId: source.source_id,
                sessionId: source.session_id,
              },
              ...{ sourceId: null, title: null, place: null, group: source.source_id, at: now().toISOString(), text },
            },
          ],
    )
  }

  return {
    name: 'review',

    async leads(learner, { session_id, seq, user_text }) {
      const said = read(user_text, learner.locale)
      if (said?.kind === 'begin') return true
      const row = await sessions.latestIn(learner.userId, session_id)
      if (!row) return false
      const state = stateOf(row)
      // A turn that was answered before, and is answered anew, is no answer to what is asked now.
      if (seq !== null && seq <= state.seq) return false
      if (now().getTime() - Date.parse(state.at) > QUIET_MS) return false
      return row.ended_at === null || said?.kind === 'override' || said?.kind === 'undo'
    },

    async *reply({ userId, sessionId, facts, answers = false }, { signal }) {
      const { text, confidence, timezone, locale, learnerName: fullName } = facts
      const learner = { userId, timezone, locale, fullName }
      yield { type: 'start', provider: 'review', model: null }
      const meant: Read = facts.intent === 'end_conversation' ? { kind: 'stop' } : read(text, locale)
      // Whoever typed "goodbye" as an answer did not take leave.
      const said = answers ? null : meant
      const planned = await plan(learner, sessionId, said, { text, confidence, signal })
      if (signal.aborted) return
      yield { type: 'outcome', outcome: planned, sources: await sources(userId, planned), ruled: true }
      yield { type: 'delta', text: planned.said }
      yield { type: 'end', reason: 'complete', usage: {} }
    },

    async keep(trx, learner, { id, session_id, seq }, outcome) {
      const turn = { sessionId: session_id, exchangeId: id, seq }
      if (await sessions.keep(trx, learner, outcome as Plan, turn)) changed(learner.userId)
    },
  }
}
