import { tokens } from '../db/words.ts'
import { DENIES } from '../language/denying.ts'
import { alikeIn } from './alike.ts'
import { type Fared, fares, pointsOf } from './coverage.ts'
import { type Answered, type Grade, HEARD, RECALLED } from './grade.ts'
import { FILLERS, LIGHT, read } from './said.ts'

/** Neither said nor surely not said. */
const HALF_SAID = 0.4
/** With so many words more it may be part of something else. */
const MORE_MAX = 8
/** What of an answer is read. */
const LENGTH_MAX = 6_000
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

/**
 * How much of a point without a word of matter an answer says, 0–1: "das", "no", "+" are compared as they stand. It is said where an answer is
 * that, or begins with it; said elsewhere, or in another way that cannot be read, it is half said. Pure.
 */
function littleSaid(point: string, { question, answer }: { question: string; answer: string }): number {
  if (answer.trim() === '') return 0
  if (bare(point) === bare(answer)) return 1
  const wanted = tokens(point)
  const said = tokens(answer.slice(0, LENGTH_MAX))
  if (wanted.length === 0 || said.length === 0) return HALF_SAID
  const at = said.findIndex((_, from) => wanted.every((word, n) => said[from + n] === word))
  // "It does not" is a no as well.
  if (at < 0) return wanted.every((word) => DENIES.has(word)) && said.some((word) => DENIES.has(word)) ? HALF_SAID : 0
  const asked = new Set(tokens(question))
  const begins = said.slice(0, at).every((word) => LIGHT.has(word) || FILLERS.has(word) || asked.has(word))
  return begins && said.length <= wanted.length + MORE_MAX ? 1 : HALF_SAID
}

const bare = (text: string) => text.normalize('NFKC').toLowerCase().trim()
