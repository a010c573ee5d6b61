import type { Item } from '@lva/contracts/reviews'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Facts } from '../facts/facts.ts'
import type { GivenAway, GradeAnswer } from '../grading/grading.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Llm } from '../providers/llm/llm.ts'
import type { ReviewKeeper } from '../reviews/reviews.ts'
import { createLessonGuide } from './guide.ts'
import { createLessons } from './lessons.ts'
import type { Subject } from './steps.ts'

/**
 * Lessons about what a learner keeps: teach-back, and trying before being told. What `reviews` gives is what is kept; `grade` grades, and
 * `givenAway` tells whether a text gives an answer away.
 */
export function createTutoring({
  db,
  facts,
  reviews,
  grade,
  givenAway,
  llmFor,
  now,
  newId,
}: {
  db: Kysely<Pick<Tables, 'lessons'>>
  facts: Pick<Facts, 'record'>
  reviews: Pick<ReviewKeeper, 'list' | 'dueFor' | 'one'>
  grade: GradeAnswer
  givenAway: GivenAway
  llmFor: (userId: string) => Llm
  now: () => Date
  newId: () => string
}) {
  const one = async (learner: Learner, id: string) => subjectOf(await reviews.one(learner, id).catch(gone))

  /** What of theirs a topic is about: by its name, otherwise by its words. Null: what is due first. */
  async function find(learner: Learner, topic: string | null): Promise<Subject | null> {
    if (topic === null) {
      const [due] = (await reviews.dueFor(learner, { limit: 1 })).prompts
      return due ? one(learner, due.item_id) : null
    }
    for (const wanted of [{ concept: topic, q: '' }, { q: topic }]) {
      const [item] = (await reviews.list(learner, { ...wanted, state: 'kept', limit: 1 })).items
      if (item) return subjectOf(item)
    }
    return null
  }

  const lessons = createLessons({ db })
  const guide = createLessonGuide({
    ...{ lessons, find, one, grade, givenAway, llmFor, now, newId },
    async kept(trx, learner, { kind, subject, step, sessionId, exchangeId }) {
      if (kind !== 'teach-back' || !step.over || step.state.turns === 0) return
      await facts.record(trx, {
        ...{
          userId: learner.userId,
          kind: 'teach-back',
          at: now(),
          sessionId,
          exchangeId,
          subjectId: subject.conceptId,
        },
        data: {
          share: step.state.covered.length / subject.points.length,
          ...{ item: subject.id, topics: subject.conceptId === null ? [] : [subject.conceptId] },
        },
      })
    },
  })
  return { guide, spansSince: lessons.spansSince, erase: lessons.erase }
}

function subjectOf(item: Item | null): Subject | null {
  const prompt = item?.prompts.find(({ kind }) => kind !== 'teach-back') ?? item?.prompts[0]
  // Without points there is nothing to explain, and nothing to help to.
  if (!item || !prompt || item.state !== 'kept' || item.points.length === 0) return null
  const points = item.points.map(({ id, text }) => ({ id, text }))
  return { id: item.id, concept: item.concept, conceptId: item.concept_id, question: prompt.text, points }
}

/** An item that went takes its lesson with it. */
function gone(error: unknown): null {
  if (error instanceof Problem && error.code === 'not-found') return null
  throw error
}
