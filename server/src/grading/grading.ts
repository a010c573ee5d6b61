import type { Llm } from '../providers/llm/llm.ts'
import { gradeByModel } from './by-model.ts'
import { gradeByWords } from './by-words.ts'
import { createGivenAway } from './given-away.ts'

/** One thing an answer has to say, in the learner's own source words. */
export interface KeyPoint {
  id: string
  text: string
}

/** An answer to be graded. */
export interface Answered {
  question: string
  /** Three to six, as a rule. */
  keyPoints: readonly KeyPoint[]
  answer: string
  /** BCP 47, of what is spoken. */
  locale: string
  /** Of the recogniser, 0–1. Absent: typed, or it does not say. */
  confidence?: number | undefined
  /** Whose model may be asked. */
  userId: string
}

/** What an answer was found to say. */
export interface Grade {
  /** Ids of key points, in the order of the question. Together they are all. */
  covered: string[]
  missing: string[]
  /** Those of the missing ones of which the answer says the opposite. */
  contradicted: string[]
  /** Part of the key points that is covered, 0–1. */
  share: number
  /** Null: it cannot be told, and is asked again. */
  recalled: boolean | null
  by: 'model' | 'words'
}

/** Makes the question whether a text gives away a point of an answer. */
export type GivenAway = typeof createGivenAway

/** Grades an answer. It never throws because of an answer or a model; it ends early when `signal` aborts. */
export type GradeAnswer = (answered: Answered, signal: AbortSignal) => Promise<Grade>

export type Grading = ReturnType<typeof createGrading>

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
    const byWords = gradeByWords(answered)
    const llm = llmFor(answered.userId)
    if (llm.name === 'companion' || answered.answer.trim() === '' || answered.keyPoints.length === 0) return byWords
    const graded = await gradeByModel(llm, answered, {
      now: now(),
      signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    })
    if (typeof graded !== 'string') return graded
    if (!signal.aborted) log.warn({ trouble: graded }, 'an answer was graded by its words')
    return byWords
  }
  return { grade, givenAway: createGivenAway }
}
