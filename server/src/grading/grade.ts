/** Part of the key points that makes an answer a recalled one, 0–1, whoever grades; the rubric of bench/grading says the same. */
export const RECALLED = 2 / 3
/** Below this confidence a recogniser is asked again rather than believed, 0–1, whoever grades. */
export const HEARD = 0.5

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

/** Grades an answer. It never throws because of an answer or a model; it ends early when `signal` aborts. */
export type GradeAnswer = (answered: Answered, signal: AbortSignal) => Promise<Grade>
