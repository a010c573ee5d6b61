import type { Guide } from '../conversation/conversation.ts'
import type { GivenAway, GradeAnswer } from '../grading/grading.ts'
import { commandOf } from '../language/review-commands.ts'
import type { Learner } from '../learner.ts'
import type { Llm } from '../providers/llm/llm.ts'
import { QUIET_MS } from '../quiet.ts'
import { lessonAskedFor } from './asked-for.ts'
import { helped } from './help.ts'
import type { LessonTurn } from './lesson-turn.ts'
import { type createLessons, type Lesson, stateOf } from './lessons.ts'
import { type LessonState, type Subject, stillOf, studied, taught } from './steps.ts'
import { filled, wordingIn } from './wording.ts'

const EMPTY: LessonState = { covered: [], contradicted: [], turns: 0, seq: 0 }

/**
 * Leads lessons: a learner explains something to somebody who has never heard of it, or tries before they are told. `find` gives what of theirs
 * a topic is about (null: what is due first), `one` a certain item; `kept` is told in the transaction what a lesson has come to.
 */
export function createLessonGuide({
  lessons,
  find,
  one,
  grade,
  givenAway,
  llmFor,
  kept,
  now,
  newId,
}: {
  lessons: ReturnType<typeof createLessons>
  find: (learner: Learner, topic: string | null) => Promise<Subject | null>
  one: (learner: Learner, id: string) => Promise<Subject | null>
  grade: GradeAnswer
  givenAway: GivenAway
  llmFor: (userId: string) => Llm
  kept: (
    trx: Parameters<NonNullable<Guide['keep']>>[0],
    learner: Learner,
    turn: LessonTurn & { sessionId: string; exchangeId: string },
  ) => Promise<void>
  now: () => Date
  newId: () => string
}): Guide {
  async function begun(
    learner: Learner,
    asked: NonNullable<ReturnType<typeof lessonAskedFor>>,
  ): Promise<LessonTurn | null> {
    const subject = await find(learner, asked.topic)
    if (!subject) return null
    const wording = wordingIn(learner.locale)
    const say =
      asked.kind === 'study'
        ? filled(wording.ask, { question: subject.question })
        : filled(wording.announce, { concept: subject.concept })
    return { before: null, kind: asked.kind, subject, step: { state: EMPTY, over: false, say, help: null } }
  }

  async function gone(
    learner: Learner,
    before: Lesson,
    { text, confidence, signal }: { text: string; confidence: number | undefined; signal: AbortSignal },
  ): Promise<LessonTurn | null> {
    const subject = await one(learner, before.item_id)
    if (!subject) return null
    const wording = wordingIn(learner.locale)
    const command = commandOf(text, learner.locale)
    const state = stillOf(stateOf(before), subject)
    const ready =
      before.kind === 'teach-back' &&
      wording.begin.includes(
        text
          .toLowerCase()
          .replace(/[.!’',。]/g, '')
          .trim(),
      )
    const graded =
      command !== null || ready
        ? null
        : await grade(
            {
              question: subject.question,
              keyPoints: subject.points,
              answer: text,
              confidence,
              locale: learner.locale,
              userId: learner.userId,
            },
            signal,
          )
    const step =
      before.kind === 'teach-back'
        ? taught(subject, state, { grade: graded, command, wording })
        : studied(subject, state, { grade: graded, command, text, locale: learner.locale, wording })
    return { before, kind: before.kind, subject, step }
  }

  return {
    name: 'lesson',

    async leads(learner, { session_id, seq, user_text }) {
      const asked = lessonAskedFor(user_text, learner.locale)
      // "Let me explain what happened" is about nothing of theirs, and an ordinary turn.
      if (asked && (await find(learner, asked.topic))) return true
      const lesson = await lessons.open(learner.userId, session_id)
      if (!lesson || now().getTime() - Date.parse(lesson.last_at) > QUIET_MS) return false
      // A turn that was answered before, and is answered anew, is no answer to what is asked now.
      if (seq !== null && seq <= stateOf(lesson).seq) return false
      return (await one(learner, lesson.item_id)) !== null
    },

    async *reply({ userId, sessionId, facts, recent }, { signal }) {
      const { text, confidence, timezone, locale, learnerName: fullName, intent } = facts
      const learner = { userId, timezone, locale, fullName }
      const asked = lessonAskedFor(text, locale)
      const said = intent === 'end_conversation' ? 'stop' : text
      const began = asked && (await begun(learner, asked))
      const open = began ? undefined : await lessons.open(userId, sessionId)
      const turn = began ?? (open ? await gone(learner, open, { text: said, confidence, signal }) : null)
      if (signal.aborted) return
      if (!turn) {
        yield { type: 'start', provider: 'lesson', model: null }
        yield { type: 'delta', text: wordingIn(locale).stopped }
        yield { type: 'end', reason: 'complete', usage: {} }
        return
      }
      const missing = turn.subject.points.filter(({ id }) => !turn.step.state.covered.includes(id))
      yield* helped(turn, {
        llm: llmFor(userId),
        facts,
        recent,
        missing: missing.map(({ text }) => text),
        givenAway,
        signal,
      })
    },

    async keep(trx, learner, { id: exchangeId, session_id: sessionId, seq }, outcome) {
      const turn = outcome as LessonTurn
      const state = { ...turn.step.state, seq }
      const at = now().toISOString()
      if (turn.before === null)
        await lessons.begin(trx, {
          ...{ id: newId(), user_id: learner.userId, session_id: sessionId, item_id: turn.subject.id, kind: turn.kind },
          ...{ version: 0, began_at: at, last_at: at, state: JSON.stringify(state) },
        })
      else if (await lessons.go(trx, turn.before, { state, at, over: turn.step.over }))
        await kept(trx, learner, { ...turn, sessionId, exchangeId })
    },
  }
}
