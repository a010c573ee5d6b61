import type { Grade } from '../../server/src/grading/grading.ts'
import { type Estimate, share } from '../statistics.ts'
import type { LabelledAnswer } from './corpus.ts'

/** A labelled answer and what a grader made of it. */
export interface Graded {
  labelled: LabelledAnswer
  grade: Grade
}

/** How a grader agrees with the labels. Abstentions are no errors; they are counted for themselves, and once as wrong. */
export interface Reading {
  answers: number
  /** Right among those it decided. */
  accuracy: Estimate
  /** Right among all: whoever abstains was not right. */
  rightAtOnce: Estimate
  /** Not recalled by label, recalled by grade; of all that were not recalled. */
  falseAccepts: Estimate
  /** Recalled by label, not by grade; of all that were recalled. */
  falseRejects: Estimate
  abstained: Estimate
  /** Cohen's κ among those it decided. */
  kappa: number
  /** Of key points, over all answers. */
  pointPrecision: Estimate
  pointRecall: Estimate
}

export function reading(all: readonly Graded[]): Reading {
  const decided = all.filter(({ grade }) => grade.recalled !== null)
  const right = decided.filter(({ labelled, grade }) => labelled.recalled === grade.recalled).length
  const yes = all.filter(({ labelled }) => labelled.recalled)
  const no = all.filter(({ labelled }) => !labelled.recalled)
  const count = (some: readonly Graded[], as: boolean | null) =>
    some.filter(({ grade }) => grade.recalled === as).length
  const points = all.map(({ labelled, grade }) => ({
    named: grade.covered.length,
    there: labelled.covered.length,
    both: grade.covered.filter((id) => labelled.covered.includes(id)).length,
  }))
  const sum = (of: 'named' | 'there' | 'both') => points.reduce((total, one) => total + one[of], 0)
  return {
    answers: all.length,
    accuracy: share(right, decided.length),
    rightAtOnce: share(right, all.length),
    falseAccepts: share(count(no, true), no.length),
    falseRejects: share(count(yes, false), yes.length),
    abstained: share(all.length - decided.length, all.length),
    kappa: kappaOf(decided),
    pointPrecision: share(sum('both'), sum('named')),
    pointRecall: share(sum('both'), sum('there')),
  }
}

/** Cohen (1960): agreement beyond what the two would have by chance. NaN of nothing. */
function kappaOf(decided: readonly Graded[]): number {
  const n = decided.length
  const part = (test: (one: Graded) => boolean) => decided.filter(test).length / n
  const agreed = part(({ labelled, grade }) => labelled.recalled === grade.recalled)
  const [label, given] = [part(({ labelled }) => labelled.recalled), part(({ grade }) => grade.recalled === true)]
  const chance = label * given + (1 - label) * (1 - given)
  return (agreed - chance) / (1 - chance)
}
