import { alikeIn } from './alike.ts'
import { type Fared, fares, pointsOf } from './coverage.ts'
import { type Answered, type Grade, HEARD, RECALLED } from './grade.ts'
import { littleSaid } from './little.ts'
import { read } from './said.ts'

/** So much of a key point is said when it is covered, and so little when it surely is not. */
const COVERED = 0.5
const NOT_COVERED = 0.25
/** A key point of which so much is said, turned round, is really contradicted; of less it is not sure. */
const CONTRADICTED = 0.6

/**
 * Grades an answer by its words alone: which key points it says, in its own order and forms, with everyday synonyms and what a recogniser may
 * have made of them. Says that it cannot tell when that hangs on a point that is half said, or when the words were not heard well. Pure.
 */
export function gradeByWords(answered: Omit<Answered, 'userId' | 'locale'>): Grade {
  const steps = gradingByWords(answered)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same, a key point at a time: long ones and a long answer would hold everybody else up. */
export function* gradingByWords({
  question,
  keyPoints,
  answer,
  confidence = 1,
}: Omit<Answered, 'userId' | 'locale'>): Generator<undefined, Grade> {
  const said = read(answer)
  const alikeAt = alikeIn(said)
  const fared: Fared[] = []
  for (const point of pointsOf(question, keyPoints)) {
    fared.push(
      point.words.length > 0
        ? fares(point, said, alikeAt)
        : { id: point.id, share: littleSaid(point.text, { question, answer }), contradicted: false },
    )
    yield
  }
  const covered = fared.filter((one) => !one.contradicted && one.share >= COVERED).map(({ id }) => id)
  const contradicted = fared.filter((one) => one.contradicted && one.share >= CONTRADICTED).map(({ id }) => id)
  const doubted = fared.some((one) => one.contradicted && one.share >= COVERED)
  const touched = fared.filter((one) => one.share >= NOT_COVERED).length
  const share = keyPoints.length === 0 ? 0 : covered.length / keyPoints.length
  const enough = (part: number) => part >= RECALLED - 1e-9
  // One point turned round may be misread; nobody fails for it.
  const failed = contradicted.length > 1 || !enough(touched / Math.max(1, keyPoints.length))
  const sure = failed ? false : enough(share) && !doubted ? true : null
  return {
    covered,
    missing: keyPoints.map(({ id }) => id).filter((id) => !covered.includes(id)),
    contradicted,
    share,
    recalled: confidence < HEARD && sure !== true ? null : sure,
    by: 'words',
  }
}
