import type { Grade } from '../grading/grading.ts'
import type { ReviewCommand } from '../language/review-commands.ts'
import { unitsOf } from '../language/units.ts'
import { filled, type Wording } from './wording.ts'

/** What somebody is taught with: an item of theirs. */
export interface Subject {
  id: string
  concept: string
  conceptId: string | null
  question: string
  points: readonly { id: string; text: string }[]
}

/** How far a lesson has come; numbers and ids, no words. */
export interface LessonState {
  /** Ids of key points that were said so far, and of those that were turned round. */
  covered: string[]
  contradicted: string[]
  /** Explanations that were heard, or hints that were given. */
  turns: number
  /** The turn that it answered last. */
  seq: number
}

/** What a turn makes of a lesson. `help`: a model may say it better, as long as it gives nothing away. */
export interface Step {
  state: LessonState
  over: boolean
  say: string
  help: 'question' | 'hint' | null
}

/** After so many explanations a teach-back is summed up. */
const EXPLANATIONS_MAX = 4
const ENDING: readonly (ReviewCommand | null)[] = ['stop', 'skip', 'later', 'dont-know']

/** How far a lesson has come with the points that its item still has: it may have been changed meanwhile. Pure. */
export function stillOf(state: LessonState, { points }: Subject): LessonState {
  const still = (ids: readonly string[]) => ids.filter((id) => points.some((point) => point.id === id))
  return { ...state, covered: still(state.covered), contradicted: still(state.contradicted) }
}

const pointsBy = ({ points }: Subject, ids: readonly string[]) =>
  points
    .filter(({ id }) => ids.includes(id))
    .map(({ text }) => text)
    .join('; ')

/** What comes of one more turn of a teach-back: a curious question, or at the end a map of what was covered. `grade`: null for a command. Pure. */
export function taught(
  subject: Subject,
  before: LessonState,
  { grade, command, wording }: { grade: Grade | null; command: ReviewCommand | null; wording: Wording },
): Step {
  const covered = [...new Set([...before.covered, ...(grade?.covered ?? [])])]
  // What was put right later is no misconception any more.
  const contradicted = [...new Set([...before.contradicted, ...(grade?.contradicted ?? [])])].filter(
    (id) => !covered.includes(id),
  )
  const state = { ...before, covered, contradicted, turns: before.turns + (grade ? 1 : 0) }
  const over = covered.length === subject.points.length || state.turns >= EXPLANATIONS_MAX || ENDING.includes(command)
  if (over) return { state, over, say: coverageMap(subject, state, wording), help: null }
  const curious = wording.curious[(state.turns + wording.curious.length - 1) % wording.curious.length] ?? ''
  return { state, over, say: curious, help: 'question' }
}

/** What was covered, what was not, and one misconception. */
function coverageMap(subject: Subject, { covered, contradicted }: LessonState, wording: Wording): string {
  const missing = subject.points.map(({ id }) => id).filter((id) => !covered.includes(id))
  const counts = { count: covered.length, total: subject.points.length }
  const against = subject.points.find(({ id }) => contradicted.includes(id))
  return [
    sentence(filled(wording.map, { ...counts, points: pointsBy(subject, covered) || '–' })),
    missing.length > 0 ? sentence(filled(wording.missing, { points: pointsBy(subject, missing) })) : wording.all,
    against ? filled(wording.misconception, { point: against.text }) : wording.noMisconception,
  ].join(' ')
}

const sentence = (text: string) => (/[.!?。]$/.test(text) ? text : `${text}.`)

/** What comes of one more turn of study: a hint, as long as nothing was tried; then what was missing. `grade`: null for a command. Pure. */
export function studied(
  subject: Subject,
  before: LessonState,
  {
    grade,
    command,
    text,
    locale,
    wording,
  }: { grade: Grade | null; command: ReviewCommand | null; text: string; locale: string; wording: Wording },
): Step {
  if (command !== null && ENDING.includes(command) && command !== 'dont-know')
    return { state: before, over: true, say: wording.stopped, help: null }
  if (command === 'repeat' || command === 'slower' || command === 'how-many-left' || command === 'undo')
    return { state: before, over: false, say: filled(wording.again, { question: subject.question }), help: null }
  if (!grade || !isAttempt(text, grade, { wording, locale })) return hinted(subject, before, wording)
  if (grade.recalled === null) return { state: before, over: false, say: wording.unsure, help: null }
  const all = subject.points.map(({ id }) => id)
  const counts = { count: grade.covered.length, total: all.length }
  const told =
    grade.missing.length === 0
      ? filled(wording.recalled, { points: pointsBy(subject, all) })
      : grade.covered.length === 0
        ? filled(wording.toldAll, { points: pointsBy(subject, all) })
        : filled(wording.told, { ...counts, points: pointsBy(subject, grade.missing) })
  const state = { ...before, covered: grade.covered, contradicted: grade.contradicted }
  return { state, over: true, say: sentence(told), help: null }
}

/** Whether somebody tried: what they said touches the answer, or says anything besides that they want to be told. */
function isAttempt(
  text: string,
  { covered, contradicted }: Grade,
  { wording, locale }: { wording: Wording; locale: string },
): boolean {
  if (covered.length + contradicted.length > 0) return true
  if (/[?？]\s*$/.test(text)) return false
  const wants = new Set(wording.wants.flatMap((words) => unitsOf(words, locale.slice(0, 2))))
  return unitsOf(text.slice(0, 1_000), locale.slice(0, 2)).filter((unit) => !wants.has(unit)).length >= 3
}

/** The ladder: how many parts there are, one of them without its words, the same with their first letters, and then only the wish for a guess. */
function hinted(subject: Subject, before: LessonState, wording: Wording): Step {
  const state = { ...before, turns: before.turns + 1 }
  const point = subject.points[0]?.text ?? ''
  const rungs = [
    filled(wording.parts, { total: subject.points.length }),
    filled(wording.shape, { hint: blanked(point, subject.question, '') }),
    filled(wording.letters, { hint: blanked(point, subject.question, 'first') }),
  ]
  const rung = rungs[before.turns]
  return { state, over: false, say: rung ?? wording.guess, help: rung === undefined ? null : 'hint' }
}

/** A point without its telling words, or with no more than their first letters. Words of the question stay. */
function blanked(point: string, question: string, letters: 'first' | ''): string {
  const known = new Set(unitsOf(question, 'en'))
  return point.replace(/[\p{L}\p{N}]+/gu, (word) =>
    known.has(word.toLowerCase()) || LITTLE.has(word.toLowerCase())
      ? word
      : `${letters === 'first' ? word.charAt(0) : ''}…`,
  )
}

const LITTLE = new Set(
  'a an the of to in on at and or is are with by for der die das ein eine und ist von mit el la los las un una de y es le les et est des du'.split(
    ' ',
  ),
)
