import type { Saying } from './session-state.ts'
import { wordingIn } from './wording.ts'

/** Key points that are said aloud; nobody remembers more of them. */
const SAID_MAX = 3
/** Of a key point this many words are given away by a hint. */
const HINT_WORDS = 3

/** What there is to say at one step of a review. */
export interface ToSay {
  saying: Saying | 'begin' | 'nothing-due'
  /** What is asked now, in the words it is asked in; null: the review is over. */
  question: string | null
  asked: number
  recalled: number
  left: number
  /** Of the answer that was graded last. */
  last: {
    recalled: boolean
    missing: readonly string[]
    covered: number
    points: readonly string[]
    days: number | null
  } | null
  /** Key points of what is asked now, and how many of them were hinted at. */
  points: readonly string[]
  hints: number
  /** Say that only words were compared. */
  byWords: boolean
  nextOn: string | null
  language: string
}

/** What the companion says, in short sentences that can be spoken. Pure. */
export function say(about: ToSay): string {
  const words = wordingIn(about.language)
  const { question, last } = about
  const ask = question === null ? words.end(about.recalled, about.asked) : question
  const next = question === null ? ask : `${words.next} ${ask}`
  const graded = () => [
    verdict(about),
    last?.days ? words.comesBack(last.days) : '',
    about.byWords ? words.byWords : '',
  ]
  switch (about.saying) {
    case 'begin':
      return joined(words.begin(about.left), ask)
    case 'nothing-due':
      return words.nothingDue(about.nextOn)
    case 'graded':
      return joined(...graded(), next)
    case 'unknown':
      return joined(words.unknown, quoted(words.points, last?.points ?? []), ...graded().slice(1), next)
    case 'again':
      return joined(words.again, ask)
    case 'judge':
      return joined(words.judge[0], quoted(words.points, about.points), words.judge[1])
    case 'counted':
      return joined(words.counted, next)
    case 'changed':
      return joined(words.changed, last?.days ? words.comesBack(last.days) : '', next)
    case 'nothing-to-change':
      return joined(words.nothingToChange, ask)
    case 'undone':
      return joined(words.undone, ask)
    case 'nothing-to-undo':
      return joined(words.nothingToUndo, ask)
    case 'skipped':
      return joined(words.skipped, next)
    case 'later':
      return joined(words.later, next)
    case 'hint':
      return quoted(words.hint, hintsOf(about).slice(-1))
    case 'no-hint':
      return words.noHint
    case 'explain':
      return joined(quoted(words.points, last?.points ?? []), ask)
    case 'left':
      return joined(words.left(about.left), ask)
    case 'stopped':
      return joined(words.stopped(about.left), words.end(about.recalled, about.asked))
    case 'repeat':
      return ask
  }
}

/** The hints that were given so far: how each key point begins. */
export function hintsOf({ points, hints }: Pick<ToSay, 'points' | 'hints'>): string[] {
  return points.slice(0, hints).map((point) => {
    const words = point.split(' ')
    return words.length > HINT_WORDS ? `${words.slice(0, HINT_WORDS).join(' ')} …` : `${point.slice(0, 3)}…`
  })
}

function verdict({ last, language }: ToSay): string {
  const words = wordingIn(language)
  if (!last) return ''
  if (last.recalled && last.missing.length === 0) return words.right
  if (last.recalled) return joined(words.partly, quoted(words.missing, last.missing))
  return joined(words.wrong, quoted(last.covered > 0 ? words.missing : words.points, last.missing))
}

function quoted(lead: string, points: readonly string[]): string {
  if (points.length === 0) return ''
  return `${lead} ${points
    .slice(0, SAID_MAX)
    .map((point) => `“${point.trim().replace(/[.。]$/u, '')}”`)
    .join(', ')}.`
}

const joined = (...parts: string[]) => parts.filter(Boolean).join(' ')
