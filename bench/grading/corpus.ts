import { createHash } from 'node:crypto'
import answers from './answers.json' with { type: 'json' }
import { misheard } from './noise.ts'

/** Items of the tuning half may be read while a grader is written; those of the test half only count. */
export type Half = 'tuning' | 'test'

/** One answer, as it was said or as a recogniser wrote it down, with what the rubric says of it. */
export interface LabelledAnswer {
  id: string
  subject: string
  kind: string
  sound: 'clean' | 'noisy'
  question: string
  keyPoints: { id: string; text: string }[]
  answer: string
  /** Ids of the key points it covers. */
  covered: string[]
  recalled: boolean
}

/** By the item, so that no question and no key point stands in both halves. */
const halfOf = (item: string): Half =>
  (createHash('sha256').update(item).digest()[0] ?? 0) % 2 === 1 ? 'test' : 'tuning'

/** The labelled answers of a half, each clean and misheard. See rubric.md. */
export function labelledAnswers(half: Half): LabelledAnswer[] {
  return answers
    .filter(({ id }) => halfOf(id) === half)
    .flatMap(({ id: item, subject, question, keyPoints, answers }) =>
      answers.flatMap(({ kind, text, covered, recalled }, n) => {
        const id = `${item}.${n + 1}`
        const one = { id, subject, kind, question, keyPoints, covered, recalled }
        return [
          { ...one, sound: 'clean' as const, answer: text },
          { ...one, sound: 'noisy' as const, answer: misheard(text, id) },
        ]
      }),
    )
}
