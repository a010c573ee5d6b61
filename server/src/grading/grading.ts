import { setImmediate as breath } from 'node:timers/promises'
import type { Llm } from '../providers/llm/llm.ts'
import { gradeByModel } from './by-model.ts'
import { gradingByWords } from './by-words.ts'
import { createGivenAway } from './given-away.ts'
import type { Answered, Grade, GradeAnswer } from './grade.ts'

export type { Grade, GradeAnswer } from './grade.ts'

/** Makes the question whether a text gives away a point of an answer. */
export type GivenAway = typeof createGivenAway

/**
 * Grades spoken and typed answers by their key points: by the learner's model where there is one that judges, otherwise, and whenever that
 * one is late, down or not to be understood, by their words; `by` says which it was.
 */
export function createGrading({
  llmFor,
  now,
  log,
  waitMs,
}: {
  llmFor: (userId: string) => Llm
  now: () => Date
  log: { warn(facts: object, message: string): void }
  /** How long a model is waited for, in milliseconds; undefined: as long as it is usual. */
  waitMs?: number | undefined
}) {
  const grade: GradeAnswer = async (answered, signal) => {
    const llm = llmFor(answered.userId)
    if (llm.name === 'companion' || answered.answer.trim() === '' || answered.keyPoints.length === 0)
      return byWords(answered)
    const graded = await gradeByModel(llm, answered, {
      now: now(),
      signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    })
    if (typeof graded !== 'string') return graded
    if (!signal.aborted) log.warn({ trouble: graded }, 'an answer was graded by its words')
    return byWords(answered)
  }
  return { grade, givenAway: createGivenAway }
}

/** Others are heard between two points. */
async function byWords(answered: Answered): Promise<Grade> {
  const steps = gradingByWords(answered)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await breath()
  }
}
